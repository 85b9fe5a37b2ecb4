using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What the server process keeps of requests before it looks at them.</summary>
public sealed class UnreadRequestTests(ProcessFixture server) : IClassFixture<ProcessFixture>
{
    private const int Connections = 150;
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Requests_whose_answers_nobody_reads_are_not_kept_in_memory()
    {
        var requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET /style.css HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n", 22_000)));
        await WarmAsync(requests);
        var before = server.Process.Memory;
        var unread = new List<Socket>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2_048 };
                unread.Add(socket);
                await socket.ConnectAsync(server.Address.Host, server.Address.Port, server.Patience);
            }

            await Task.WhenAll(unread.Select(socket => SendAllThatIsTakenAsync(socket, requests)));

            // With 1 MB for each connection it would be 150 MB.
            var grown = (server.Process.Memory - before) / Megabyte;
            Assert.True(grown < Connections / 2, $"{grown} MB");
            using var client = new HttpClient { BaseAddress = server.Address };
            Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: server.Patience)).Statement.Covered);
        }
        finally
        {
            unread.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Body_of_nearly_8_mib_is_answered()
    {
        var call = Given.Call();
        call["extension"] = new JsonObject { ["com.example.ehr"] = new JsonArray([.. Enumerable.Repeat(0, 8).Select(_ => (JsonNode)new string('n', Megabyte - 1_024))]) };
        using var client = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, call, cancellationToken: server.Patience)).Statement.Covered);
    }

    [Theory]
    [InlineData("GET /style.css HTTP/1.1\nHost: {0}\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /style.css HTTP/1.1\r\nHost: {0}\nConnection: close\r\n\r\n")]
    [InlineData("GET /style.css HTTP/1.1\r\nHost: {0}\r\nConnection: close\n\r\n")]
    [InlineData("GET /style.css HTTP/1.1\nHost: {0}\nConnection: close\n\n\r\n\r\n")]
    public async Task Line_that_ends_without_a_carriage_return_is_refused(string request)
    {
        using var connection = await RawConnection.OpenAsync(server.Address, server.Patience);

        await connection.SendAsync(request.Replace("{0}", server.Address.Authority, StringComparison.Ordinal), server.Patience);

        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadToEndAsync(server.Patience), StringComparison.Ordinal);
    }

    // What a process takes once for good, and compiles, counts for no connection.
    private async Task WarmAsync(byte[] requests)
    {
        using var connection = await LocalAddress.ConnectAsync("127.0.0.1", server.Address, server.Patience);
        await SendAllThatIsTakenAsync(connection, requests);
    }

    // Ends when all is sent, or when the server has taken nothing for a second.
    private async Task SendAllThatIsTakenAsync(Socket socket, ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(server.Patience);
            idle.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                rest = rest[await socket.SendAsync(rest[..Math.Min(rest.Length, 16_384)], idle.Token)..];
            }
            catch (OperationCanceledException) when (!server.Patience.IsCancellationRequested)
            {
                return;
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(1), server.Patience); // the rest is taken
    }
}
