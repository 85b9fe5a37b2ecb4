using KetamineCrd.Server.Tests.Doubles;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>One server with default settings for all tests of a class.</summary>
public sealed class ServerFixture : IDisposable
{
    private readonly ServerFactory _server = new();

    public ServerFixture() => Client = _server.CreateClient();

    public HttpClient Client { get; }

    public CapturedLogs Logs => _server.Logs;

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }
}
