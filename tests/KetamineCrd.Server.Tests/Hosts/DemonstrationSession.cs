using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>Every code of the demonstration asked for on every hook in both dialects, as a conformance kit would in one session.</summary>
public sealed class DemonstrationSession : IAsyncLifetime, IDisposable
{
    private readonly DemonstrationServer _server = new();
    private readonly List<Exchange> _exchanges = [];

    /// <param name="Dialect">What stands before <c>/cds-services</c>.</param>
    internal sealed record Exchange(string Dialect, string Hook, string Code, JsonObject Call, HookAnswer Answer);

    internal HttpClient Client => _server.Client;

    internal IEnumerable<Exchange> On(string dialect, string hook) => _exchanges.Where(e => e.Dialect == dialect && e.Hook == hook);

    public async Task InitializeAsync()
    {
        foreach (var dialect in DemonstrationCall.Dialects)
        {
            foreach (var hook in DemonstrationCall.Hooks)
            {
                foreach (var code in DemonstrationCall.Codes)
                {
                    var call = DemonstrationCall.Of(hook, code);
                    _exchanges.Add(new Exchange(dialect, hook, code, call, await DemonstrationCall.PostAsync(Client, call, dialect)));
                }
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _server.Dispose();
}
