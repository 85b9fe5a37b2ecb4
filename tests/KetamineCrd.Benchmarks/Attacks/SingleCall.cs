using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>One call on a connection of its own, as somebody makes it who comes new to a server under attack.</summary>
internal static class SingleCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="from">The address of the caller.</param>
    /// <returns>The status; 0 when the connection was refused, or ended without an answer.</returns>
    public static async Task<int> StatusAsync(ServerProcess server, byte[] request, string from = "127.0.0.1")
    {
        using var limit = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1_024];
        var status = 0;
        try
        {
            using var socket = await server.ConnectAsync(from, limit.Token);
            var sending = SendAsync(socket, request, limit.Token);
            var head = await socket.ReceiveAsync(buffer, limit.Token);
            status = head > 12 ? int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), CultureInfo.InvariantCulture) : 0;
            for (var left = Left(buffer.AsSpan(0, head)); left > 0 && await socket.ReceiveAsync(buffer, limit.Token) is var read and > 0;)
            {
                left -= read;
            }

            await sending;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Ended the hard way.
        }

        return status;
    }

    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request, cancellationToken)..];
        }
    }

    private static long Left(ReadOnlySpan<byte> answer)
    {
        var start = answer.IndexOf("\r\n\r\n"u8) + 4;
        var field = answer.IndexOf("Content-Length: "u8);
        return start >= 4 && field >= 0 && Utf8Parser.TryParse(answer[(field + "Content-Length: "u8.Length)..], out long length, out _) ? length - (answer.Length - start) : 0;
    }
}
