namespace KetamineCrd.Server.Tests;

/// <summary>One server with the demonstration payer for all tests of a class.</summary>
public sealed class DemonstrationServer : IDisposable
{
    private readonly ServerFactory _server = new() { Settings = { ["Crd:Demonstration"] = "true" } };

    public DemonstrationServer() => Client = _server.CreateClient();

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }
}
