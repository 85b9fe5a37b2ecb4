using System.Net;
using System.Net.Sockets;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Callers that stand at an address of their own: every address in 127.0.0.0/8 is this machine's.</summary>
internal static class LocalAddress
{
    /// <param name="address">Where the calls come from, such as <c>127.0.0.2</c>.</param>
    /// <param name="server">Where they go to.</param>
    public static HttpClient Client(string address, Uri server) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 200,
        ConnectCallback = async (_, cancellationToken) => new NetworkStream(await ConnectAsync(address, server, cancellationToken), ownsSocket: true),
    })
    {
        BaseAddress = server,
    };

    /// <summary>A connection on which nothing was said yet.</summary>
    public static async Task<Socket> ConnectAsync(string address, Uri server, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
