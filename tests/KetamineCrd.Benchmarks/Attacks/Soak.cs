using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using KetamineCrd.Benchmarks.Loopback;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>Calls whose reads go to an EHR that fails one read in twenty, for ten minutes: memory, handles and threads stay, and every answer is 200.</summary>
internal static class Soak
{
    private const int CallsPerSecond = 50;
    private const int MB = 1_024 * 1_024;

    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    public static async Task RunAsync()
    {
        await using var ehr = await StartEhrAsync();
        using var server = ServerProcess.StartReal(ServerProcess.RealServer);
        var statuses = new ConcurrentDictionary<int, int>();
        var open = new ConcurrentDictionary<int, Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / CallsPerSecond));
        var (calls, looks) = (0, 0);
        while (calls < Whole.TotalSeconds * CallsPerSecond && await timer.WaitForNextTickAsync())
        {
            var number = calls++;
            open[number] = Task.Run(async () =>
            {
                var call = HttpCalls.Post("/cds-services/crd-order-sign", Call(ehr.Urls.First(), number));
                statuses.AddOrUpdate(await SingleCall.StatusAsync(server, call), 1, (_, count) => count + 1);
                open.TryRemove(number, out _);
            });
            if (calls >= (looks + 1) * Look.TotalSeconds * CallsPerSecond)
            {
                looks++;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"minute {looks}: {server.Memory / MB} MB, {server.Handles} handles, {server.Threads} threads, {server.ProcessorTime.TotalMilliseconds / calls:0.00} ms of CPU a call"));
            }
        }

        await Task.WhenAll(open.Values);
        Console.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
    }

    /// <summary>SIGTERM while calls are open: the process ends by itself, and what was begun is answered.</summary>
    public static async Task RunTerminateAsync()
    {
        await using var ehr = await StartEhrAsync();
        using var server = ServerProcess.StartReal(ServerProcess.RealServer);
        await SingleCall.StatusAsync(server, HttpCalls.Post("/cds-services/crd-order-sign", Call(ehr.Urls.First(), 0)));
        var begun = Enumerable.Range(0, 500).Select(i => SingleCall.StatusAsync(server, HttpCalls.Post("/cds-services/crd-order-sign", Call(ehr.Urls.First(), i)))).ToArray();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        server.Terminate();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var code = await server.ExitAsync(TimeSpan.FromMinutes(1));
        var statuses = (await Task.WhenAll(begun)).GroupBy(s => s).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"SIGTERM with 500 calls under way: exit code {code} after {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; {string.Join(", ", statuses)}"));
    }

    private static byte[] Call(string server, int number) => Encoding.UTF8.GetBytes($$"""
        {"hook":"order-sign","hookInstance":"8f1c2b3a-4d5e-4f60-9a7b-0c1d2e3f4a5b","fhirServer":"{{server}}/fhir","context":{"userId":"Practitioner/p0","patientId":"p{{number}}",
        "draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"o","status":"draft","intent":"order","medicationReference":{"reference":"Medication/m"},
        "subject":{"reference":"Patient/p{{number}}"},"authoredOn":"2026-01-12","reasonReference":[{"reference":"Condition/c"}],
        "dosageInstruction":[{"route":{"coding":[{"system":"http://snomed.info/sct","code":"47625008"}]} }]} }]} } }
        """);

    // 50 ms an answer; of 100 reads one each is refused, breaks off, is no JSON, hangs, and is not found.
    private static async Task<WebApplication> StartEhrAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var reads = 0;
        app.Run(async http =>
        {
            var number = Interlocked.Increment(ref reads);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            switch (number % 100)
            {
                case 10:
                    http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    return;
                case 30:
                    http.Abort();
                    return;
                case 50:
                    await http.Response.WriteAsync("<html>");
                    return;
                case 70:
                    await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    return;
                case 90:
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                default:
                    http.Response.ContentType = "application/fhir+json";
                    await http.Response.WriteAsync(Resource(http.Request.Path.Value!, http.Request.Query["patient"].ToString()));
                    return;
            }
        });
        await app.StartAsync();
        return app;
    }

    private static string Resource(string path, string patient) => path.Split('/')[2] switch
    {
        "Coverage" => $$"""
            {"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Coverage","id":"cov","status":"active","type":{"text":"Commercial PPO"},"beneficiary":{"reference":"Patient/{{patient}}"},
            "payor":[{"reference":"Organization/payer"}]} }]}
            """,
        "Organization" => """{"resourceType":"Organization","id":"payer","name":"Excellus BlueCross BlueShield"}""",
        "Medication" => """{"resourceType":"Medication","id":"m","code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"238084"}]}}""",
        _ => """{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G90.511"}]}}""",
    };
}
