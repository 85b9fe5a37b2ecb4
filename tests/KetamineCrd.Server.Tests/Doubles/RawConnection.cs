using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>A TCP connection on which a test writes the bytes of HTTP itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client;

    private RawConnection(TcpClient client) => _client = client;

    /// <param name="address">Where it goes to.</param>
    /// <param name="from">The address that it comes from, such as <c>127.0.0.2</c>; null for any.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, CancellationToken cancellationToken, string? from = null)
    {
        var client = from is null ? new TcpClient() : new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        return new RawConnection(client);
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    /// <summary>What comes next.</summary>
    public async Task<string> ReadSomeAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        return Encoding.UTF8.GetString(buffer, 0, await _client.GetStream().ReadAsync(buffer, cancellationToken));
    }

    /// <summary>Everything that comes until the server ends the connection.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(received, cancellationToken);
        }
        catch (IOException)
        {
            // Ended the hard way.
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    /// <summary>Goes away without a word, as a crashed client does.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();
}
