using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>The FHIR server that the recorded calls of real clients name, with what it serves (<c>tests/data/field/clients/ehr.json</c>). It asks for no token.</summary>
public sealed class RecordedClientEhr : IAsyncLifetime
{
    private const string RecordedBase = "http://127.0.0.1:8099/r4";

    private EhrServer? _ehr;

    internal EhrServer Server => _ehr!;

    public async Task InitializeAsync()
    {
        _ehr = await EhrServer.StartAsync();
        _ehr.NeedsToken = false;
        _ehr.Add(Given.Parse(await File.ReadAllTextAsync(Repository.PathTo("tests", "data", "field", "clients", "ehr.json"))));
    }

    public async Task DisposeAsync() => await _ehr!.DisposeAsync();

    /// <summary>The call with this server in place of the recorded one.</summary>
    public string Here(string call) => call.Replace(RecordedBase, _ehr!.Base.AbsoluteUri, StringComparison.Ordinal);
}
