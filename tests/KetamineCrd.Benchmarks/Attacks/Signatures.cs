using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetamineCrd.Benchmarks.Loopback;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>Tokens that are good in all but the signature, in the names of 20 clients, from one address; a good client calls from there and from elsewhere.</summary>
internal static class Signatures
{
    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(8);

    public static async Task RunAsync()
    {
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"ehr-{i}")];
        using var clients = new RegisteredClients(ids);
        using var server = clients.Start();
        var bad = ids.Select(id => Request(Forged(clients.Token(id)))).ToArray();
        await SingleCall.StatusAsync(server, Request(clients.Token(ids[0])));
        await SingleCall.StatusAsync(server, Request(clients.Token(ids[0])), "127.0.0.2");
        await SingleCall.StatusAsync(server, Request(clients.Token(ids[1])), "127.0.0.2");
        var here = Enumerable.Range(0, 80).Select(_ => Request(clients.Token(ids[0]))).ToArray();
        var kept = Enumerable.Range(0, 80).Select(_ => Request(clients.Token(ids[1]))).ToArray();
        var elsewhere = Enumerable.Range(0, 80).Select(_ => Request(clients.Token(ids[0]))).ToArray();

        using var end = new CancellationTokenSource(Attack);
        var statuses = new ConcurrentDictionary<int, int>();
        var cpu = server.ProcessorTime;
        var flood = Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            for (var n = i; !end.IsCancellationRequested; n++)
            {
                statuses.AddOrUpdate(await SingleCall.StatusAsync(server, bad[n % bad.Length], "127.0.0.2"), 1, (_, count) => count + 1);
            }
        })).ToArray();
        var (goodKept, goodHere, goodElsewhere) = (KeptAsync(server, kept, "127.0.0.2", end.Token), GoodAsync(server, here, "127.0.0.2", end.Token), GoodAsync(server, elsewhere, "127.0.0.1", end.Token));
        await Task.WhenAll(flood);
        cpu = server.ProcessorTime - cpu;
        var (ofKept, ofHere, ofElsewhere) = (await goodKept, await goodHere, await goodElsewhere);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"forged tokens of 20 clients, one address, {Attack.TotalSeconds} s: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}; {cpu.TotalSeconds:0.0} s of CPU; "
            + $"good calls from the same address, on a kept connection {ofKept}, each on a new one {ofHere}; from another address {ofElsewhere}"));
    }

    private static async Task<string> GoodAsync(ServerProcess server, byte[][] requests, string from, CancellationToken end)
    {
        var (answered, sent) = (0, 0);
        while (sent < requests.Length && !end.IsCancellationRequested)
        {
            answered += await SingleCall.StatusAsync(server, requests[sent++], from) == 200 ? 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        return $"{answered} of {sent}";
    }

    private static async Task<string> KeptAsync(ServerProcess server, byte[][] requests, string from, CancellationToken end)
    {
        var (answered, sent) = (0, 0);
        using var connection = new HttpCalls(await server.ConnectAsync(from, CancellationToken.None));
        while (sent < requests.Length && !end.IsCancellationRequested)
        {
            try
            {
                await connection.CallAsync(requests[sent++], CancellationToken.None);
                answered++;
            }
            catch (InvalidOperationException)
            {
                break; // refused, and the connection with it
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        return $"{answered} of {sent}";
    }

    private static string Forged(string token) => $"{token[..token.LastIndexOf('.')]}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(96))}";

    private static byte[] Request(string token) => Encoding.ASCII.GetBytes($"GET /cds-services HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n");
}
