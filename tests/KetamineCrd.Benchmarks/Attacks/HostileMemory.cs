using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using KetamineCrd.Benchmarks.Calls;
using KetamineCrd.Benchmarks.Loopback;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>Bodies and answers of an EHR that take as much memory as the limits let them, many at once, beside good calls.</summary>
internal static class HostileMemory
{
    private const int KB = 1_024;
    private const int MB = 1_024 * KB;
    private const int AtOnce = 128;

    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    public static async Task RunAsync()
    {
        await using var ehr = await StartEhrAsync();
        var pages = Encoding.UTF8.GetBytes(CallThatReads(ehr.Urls.First()));
        await RunAsync("many values (8 MB, 990,000)", [Values()]);
        await RunAsync("many members (8 MB, 990,000)", [Members()]);
        await RunAsync("1,000 orders (8 MB)", [OrderSignCall.Write(8 * MB, orders: 1_000)]);
        await RunAsync("one text (6 MB)", [Text()]);
        await RunAsync("pages of an EHR (2 MB each, 9 KB packed)", [pages]);
        await RunAsync("all together", [Values(), Members(), OrderSignCall.Write(8 * MB, orders: 1_000), Text(), pages]);
    }

    private static async Task RunAsync(string name, byte[][] bodies)
    {
        using var server = ServerProcess.StartReal(ServerProcess.RealServer);
        var good = HttpCalls.Post(OrderSignCall.Path, OrderSignCall.Write(14 * KB));
        using var end = new CancellationTokenSource();
        using (var first = new HttpCalls(await server.ConnectAsync(CancellationToken.None)))
        {
            for (var i = 0; i < 200; i++)
            {
                await first.CallAsync(good, CancellationToken.None);
            }
        }

        var before = server.Memory;
        var statuses = new ConcurrentDictionary<int, int>();
        var requests = bodies.Select(b => HttpCalls.Post(OrderSignCall.Path, b)).ToArray();
        var hostile = Enumerable.Range(0, AtOnce).Select(i => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                statuses.AddOrUpdate(await SingleCall.StatusAsync(server, requests[i % requests.Length]), 1, (_, count) => count + 1);
            }
        })).ToArray();
        var (answered, refused) = (0, 0);
        end.CancelAfter(Attack);
        while (!end.IsCancellationRequested)
        {
            var status = await SingleCall.StatusAsync(server, good);
            _ = status == 200 ? answered++ : refused++;
        }

        await Task.WhenAll(hostile);
        var (peak, after) = (server.PeakMemory, server.Memory);
        await Task.Delay(Rest);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {before / MB} MB before, {peak / MB} MB at most, {after / MB} MB at the end, {server.Memory / MB} MB after {Rest.TotalSeconds} s; "
            + $"good calls {answered} of {answered + refused}; hostile {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}"));
    }

    private static byte[] Values() => With(string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat('0', 9_999))}]", 98)), 6_000_000);

    private static byte[] Members() => With(string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat("{\"a\":0}", 4_999))}]", 98)), 3_000_000);

    private static byte[] Text() => With("0", 6_000_000);

    // A good call with more beside it.
    private static byte[] With(string items, int text)
    {
        var call = Encoding.UTF8.GetString(OrderSignCall.Write(14 * KB));
        return Encoding.UTF8.GetBytes($$"""{{call[..^1]}},"x":[{{items}}],"y":"{{new string('A', text)}}"}""");
    }

    private static string CallThatReads(string server)
    {
        var order = """{"resource":{"resourceType":"MedicationRequest","id":"o{0}","status":"draft","intent":"order","medicationReference":{"reference":"Medication/m{0}"},"subject":{"reference":"Patient/p"},"authoredOn":"2026-01-12"}}""";
        var orders = string.Join(',', Enumerable.Range(0, 40).Select(i => order.Replace("{0}", $"{i}", StringComparison.Ordinal)));
        return $$"""
            {"hook":"order-sign","hookInstance":"8f1c2b3a-4d5e-4f60-9a7b-0c1d2e3f4a5b","fhirServer":"{{server}}/fhir","context":{"userId":"Practitioner/p0","patientId":"p",
            "draftOrders":{"resourceType":"Bundle","entry":[{{orders}}] } } }
            """;
    }

    // Each page just below 2 MiB, of a million values where they are let through; the search for coverages hangs, so that the others are held until the end.
    private static async Task<WebApplication> StartEhrAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var rows = string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat('1', 9_990))}]", 99));
        app.Run(async http =>
        {
            var id = http.Request.Path.Value!.Split('/')[^1];
            if (id == "Coverage")
            {
                await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes($$"""{"resourceType":"Medication","id":"{{id}}","q":[{{rows}}]}"""));
            }

            http.Response.ContentType = "application/fhir+json";
            http.Response.Headers.ContentEncoding = "gzip";
            http.Response.ContentLength = packed.Length;
            await http.Response.Body.WriteAsync(packed.ToArray(), http.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }
}
