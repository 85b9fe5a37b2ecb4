
namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>One server process for all tests of a class, on loopback, with a body time of two seconds.</summary>
public sealed class ProcessFixture : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private ServerProcess? _process;

    internal ServerProcess Process => _process!;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Cancelled after three minutes, so that no test waits for ever.</summary>
    public CancellationToken Patience => _patience.Token;

    public async Task InitializeAsync()
    {
        _process = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__Demonstration"] = "false",
            ["Crd__RequestBodyTime"] = "00:00:02",
        });
        Address = await _process.ListeningAsync(Patience) ?? throw new InvalidOperationException(_process.Output);
    }

    public async Task DisposeAsync() => await _process!.DisposeAsync();

    public void Dispose() => _patience.Dispose();
}
