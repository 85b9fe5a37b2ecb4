using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace KetamineCrd.Benchmarks.Loopback;

/// <summary>A minimal HTTP/1.1 client over one kept connection, so that the caller's work takes little from the server's two cores.</summary>
internal sealed class HttpCalls(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1_024];

    public static byte[] Post(string path, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /// <summary>Sends the request and reads the whole answer.</summary>
    /// <returns>The bytes of the answer's body, where its length was announced.</returns>
    /// <exception cref="InvalidOperationException">The answer is not 200.</exception>
    public async Task<ReadOnlyMemory<byte>> CallAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request[sent..], cancellationToken);
        }

        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
            if (TryEnd(_buffer.AsSpan(0, length), out var start, out var end) && length >= end)
            {
                return _buffer.AsMemory(start, end - start);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static bool TryEnd(ReadOnlySpan<byte> answer, out int start, out int end)
    {
        start = answer.IndexOf("\r\n\r\n"u8) + 4;
        end = start;
        if (start < 4)
        {
            return false;
        }

        var head = answer[..start];
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException($"Not answered with 200: {Encoding.UTF8.GetString(answer)}");
        }

        var field = head.IndexOf("Content-Length: "u8);
        if (field >= 0 && Utf8Parser.TryParse(head[(field + "Content-Length: "u8.Length)..], out int body, out _))
        {
            end = start + body;
            return true;
        }

        // Chunked: the empty answer of the empty server, in one piece.
        end = answer.Length;
        return answer.EndsWith("0\r\n\r\n"u8);
    }
}
