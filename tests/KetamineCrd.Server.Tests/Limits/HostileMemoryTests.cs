using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>The memory of the server process under bodies and answers of an EHR that take as much as the limits let them. The large version is <c>attack memory</c> of the benchmarks.</summary>
public sealed class HostileMemoryTests : IDisposable
{
    private const int MB = 1024 * 1024;

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(4));

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Sixty_large_bodies_at_once_take_little()
    {
        await using var server = Start();
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);
        await CallAsync(client, Encoding.UTF8.GetBytes(Given.Call().ToJsonString()));
        byte[][] bodies = [Values("0"), Values("{\"a\":0}"), Text()];

        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => CallAsync(client, bodies[i % bodies.Length])));
        }

        Assert.InRange(server.PeakMemory, 0, 420 * MB);
    }

    [Fact]
    public async Task Small_packed_pages_of_a_million_values_take_little()
    {
        await using var ehr = await StartEhrAsync();
        await using var server = Start();
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);
        var call = OnTheEhr.Call("Coverage").At(new Uri(ehr.Urls.First() + "/fhir"));
        for (var i = 0; i < 20; i++)
        {
            var order = Given.MedicationOrder($"order-{i + 10}");
            order.Remove("medicationCodeableConcept");
            order["medicationReference"] = OnTheEhr.Reference($"Medication/medication-{i}");
            call.AddOrder(order);
        }

        var body = Encoding.UTF8.GetBytes(call.ToJsonString());
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => CallAsync(client, body)));

        Assert.InRange(server.PeakMemory, 0, 420 * MB);
    }

    private static ServerProcess Start() => ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["Crd__Demonstration"] = "false",
        ["Crd__MaximumOpenBytes"] = $"{64 * MB}",
        ["Crd__HookBudget"] = "00:00:08",
    });

    // Just below the limit of values, and with a text up to 8 MB.
    private static byte[] Values(string value)
    {
        var row = $"[{string.Join(',', Enumerable.Repeat(value, value.Length == 1 ? 9_999 : 4_999))}]";
        return With($"[{string.Join(',', Enumerable.Repeat(row, 98))}]", value.Length == 1 ? 6_000_000 : 4_000_000);
    }

    private static byte[] Text() => With("[]", 6_000_000);

    private static byte[] With(string items, int text)
    {
        var call = Given.Call().ToJsonString();
        return Encoding.UTF8.GetBytes($$"""{{call[..^1]}},"x":{{items}},"y":"{{new string('A', text)}}"}""");
    }

    // Whether it was answered or refused is for others to judge.
    private async Task CallAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), content, _patience.Token);
            await response.Content.ReadAsByteArrayAsync(_patience.Token);
        }
        catch (HttpRequestException)
        {
            // Refused while the body was still on its way.
        }
    }

    // The search for coverages is never answered, so that what else came is held until the end of the call.
    private static async Task<WebApplication> StartEhrAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var rows = string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat('1', 9_990))}]", 99));
        app.Run(async http =>
        {
            var id = http.Request.Path.Value!.Split('/')[^1];
            if (id == "Coverage")
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            http.Response.ContentType = "application/fhir+json";
            http.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await packed.WriteAsync(Encoding.UTF8.GetBytes($$"""{"resourceType":"Medication","id":"{{id}}","q":[{{rows}}]}"""), http.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }
}
