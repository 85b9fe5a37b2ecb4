using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>Clients that send slowly, stop in the middle or go away, against the server process: others are answered, and nothing is logged as an error.</summary>
public sealed class SlowClientTests(ProcessFixture server) : IClassFixture<ProcessFixture>
{
    private const int Connections = 200;

    [Fact]
    public async Task Good_calls_are_answered_beside_200_that_hang()
    {
        var hanging = new List<RawConnection>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var connection = await RawConnection.OpenAsync(server.Address, server.Patience);
                hanging.Add(connection);
                await connection.SendAsync(i % 2 == 0 ? "POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: 127" : Headers(4_000) + "{ \"hook\": \"order-", server.Patience);
            }

            using var client = new HttpClient { BaseAddress = server.Address };
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => HookAnswer.PostAsync(client, Given.Call(), cancellationToken: server.Patience)));

            Assert.All(answers, answer => Assert.Equal("not-covered", answer.Statement.Covered));
        }
        finally
        {
            hanging.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_that_stops_in_the_middle_ends_with_408_and_the_connection_with_it(bool isChunked)
    {
        using var connection = await RawConnection.OpenAsync(server.Address, server.Patience);
        await connection.SendAsync(
            isChunked
                ? $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{{\"hook\""
                : Headers(4_000) + "{ \"hook\": \"order-",
            server.Patience);

        var answer = await connection.ReadToEndAsync(server.Patience);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Contains("\"OperationOutcome\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"timeout\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_goes_away_in_the_middle_of_a_body_is_no_error()
    {
        for (var i = 0; i < 20; i++)
        {
            using var connection = await RawConnection.OpenAsync(server.Address, server.Patience);
            await connection.SendAsync(Headers(4_000, "Expect: 100-continue\r\n"), server.Patience);
            Assert.StartsWith("HTTP/1.1 100 ", await connection.ReadSomeAsync(server.Patience), StringComparison.Ordinal); // the body is waited for
            await connection.SendAsync("{ \"hook\": \"order-", server.Patience);
            connection.Reset();
        }

        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: server.Patience)).Statement.Covered);

        // A body that runs out of its time ends after all that came before it.
        using var last = await RawConnection.OpenAsync(server.Address, server.Patience);
        await last.SendAsync(Headers(4_000) + "{", server.Patience);
        Assert.StartsWith("HTTP/1.1 408 ", await last.ReadToEndAsync(server.Patience), StringComparison.Ordinal);
        Assert.DoesNotContain("\"@l\":\"Error\"", server.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"@l\":\"Fatal\"", server.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: -1\r\n", "{}")]
    [InlineData("Content-Length: abc\r\n", "{}")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "{}")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")]
    [InlineData("Content-Length: 999999999\r\n", "{}")]
    [InlineData("", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}")]
    [InlineData("Content-Length: 2\r\nX-A: a\u0000b\r\n", "{}")]
    [InlineData("Content-Length: 2\r\nExpect: 200-nonsense\r\n", "{}")]
    public async Task Odd_request_is_refused_and_the_next_call_answered(string headers, string body)
    {
        using var connection = await RawConnection.OpenAsync(server.Address, server.Patience);
        await connection.SendAsync(
            $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}\r\n{body}", server.Patience);

        var answer = await connection.ReadToEndAsync(server.Patience);

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nServer:", answer, StringComparison.OrdinalIgnoreCase);
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: server.Patience)).Statement.Covered);
    }

    [Theory]
    [InlineData(9_000, 1, 10, "414")]
    [InlineData(10, 1, 40_000, "431")]
    [InlineData(10, 200, 10, "431")]
    public async Task Request_line_and_headers_are_bounded(int pathLength, int headers, int headerLength, string status)
    {
        var fields = string.Concat(Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('h', headerLength)}\r\n"));
        using var connection = await RawConnection.OpenAsync(server.Address, server.Patience);
        await connection.SendAsync(
            $"GET /{new string('p', pathLength)} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n{fields}\r\n", server.Patience);

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadToEndAsync(server.Patience), StringComparison.Ordinal);
    }

    private string Headers(int length, string more = "") =>
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{more}\r\n";
}
