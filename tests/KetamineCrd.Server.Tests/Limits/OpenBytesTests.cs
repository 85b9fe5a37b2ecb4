using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>All open calls share one budget of memory (<c>Crd:MaximumOpenBytes</c>): beyond it 503 with Retry-After, while calls of usual size still find room.</summary>
public sealed class OpenBytesTests
{
    private const int Least = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Large_calls_that_are_open_leave_room_for_usual_ones_only_and_give_it_back()
    {
        await using var ehr = await EhrServer.StartAsync(Given.CoverageResource());
        ehr.HoldUntilTogether(4); // the three large calls below, and a usual one
        using var server = Server();
        using var client = server.CreateClient();
        var large = Large(OnTheEhr.Call("Coverage").At(ehr.Base));

        var open = Enumerable.Range(0, 3).Select(_ => HookAnswer.PostAsync(client, large)).ToArray();
        await UntilAsync(() => ehr.Requests.Count == 3);

        using (var refused = await PostAsync(client, large))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            (await HookAnswer.ReadAsync(refused)).IsOutcome(HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call())).Statement.Covered);
        Assert.Single(server.Logs.Entries, e => e.Message.Contains("Crd:MaximumOpenBytes", StringComparison.Ordinal));

        // The fourth read lets all four go; what they held is free again.
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, OnTheEhr.Call("Coverage").At(ehr.Base))).Statement.Covered);
        Assert.All(await Task.WhenAll(open), answer => Assert.Equal("not-covered", answer.Statement.Covered));
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Large(Given.Call()))).Statement.Covered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_that_is_only_announced_counts_already(bool isChunked)
    {
        using var server = Server();
        using var client = server.CreateClient(new() { AllowAutoRedirect = false }); // else the body is kept until it is whole
        using var end = new CancellationTokenSource();
        var half = Enumerable.Range(0, 4).Select(_ => StalledAsync(client, isChunked, end.Token)).ToArray();
        var held = server.Services.GetRequiredService<OpenBytes>();
        await UntilAsync(() => held.Held > 46_000_000);

        using (var refused = await PostAsync(client, Large(Given.Call())))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await end.CancelAsync();
        await Task.WhenAll(half.Select(h => h.ContinueWith(_ => { }, TaskScheduler.Default)));
        await UntilAsync(() => held.Held == 0);
    }

    [Fact]
    public async Task Call_whose_reads_find_no_room_is_refused_and_says_nothing_of_the_order()
    {
        await using var ehr = await EhrServer.StartAsync([.. Enumerable.Range(0, 40).Select(i => Medication($"medication-{i}", new string('x', 1_500_000)))]);
        ehr.FaultOn("Coverage", EhrFault.NeverAnswers); // what came is held until the time is up
        using var server = Server();
        server.Settings["Crd:HookBudget"] = "00:00:10";
        using var client = server.CreateClient();
        var call = OnTheEhr.Call("Coverage");
        for (var i = 0; i < 20; i++)
        {
            var order = Given.MedicationOrder($"order-{i + 10}");
            order.Remove("medicationCodeableConcept");
            order["medicationReference"] = OnTheEhr.Reference($"Medication/medication-{i}");
            call.AddOrder(order);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => HookAnswer.PostAsync(client, call.At(ehr.Base))));

        var refused = answers.Where(a => a.Status != HttpStatusCode.OK).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, a => a.IsOutcome(HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task One_client_holds_half_at_most()
    {
        await using var ehr = await EhrServer.StartAsync(Given.CoverageResource());
        ehr.HoldUntilTogether(3);
        using var clients = new ClientServer(Server());
        clients.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "true";
        clients.Server.Settings[$"{ClientServer.Entry}:FhirServers:0"] = ehr.Base.AbsoluteUri;
        var call = Large(OnTheEhr.Call("Coverage").At(ehr.Base));
        var open = Enumerable.Range(0, 2).Select(_ => clients.CallAsync(clients.Signer.Sign(), body: call)).ToArray();
        await UntilAsync(() => ehr.Requests.Count == 2);

        // There is room for a third, as the first test shows, but not for the same client.
        (await clients.CallAsync(clients.Signer.Sign(), body: Large(Given.Call()))).IsOutcome(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("not-covered", (await clients.CallAsync(clients.Signer.Sign(), body: OnTheEhr.Call("Coverage").At(ehr.Base))).Statement.Covered);
        Assert.All(await Task.WhenAll(open), answer => Assert.Equal("not-covered", answer.Statement.Covered));
    }

    [Fact]
    public async Task Page_of_an_EHR_holds_no_more_than_a_body_may()
    {
        var medication = Medication("medication-1", "");
        medication["q"] = new JsonArray([.. Enumerable.Range(0, 10_001).Select(i => (JsonNode)i)]);
        await using var ehr = await EhrServer.StartAsync(medication);
        using var server = Server();
        using var client = server.CreateClient();

        // Read as it stands, it would be ketamine, and denied.
        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(client, OnTheEhr.Call("Medication").At(ehr.Base))).Statement.Covered);

        medication["q"]!.AsArray().RemoveAt(0);
        ehr.Replace(medication);
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, OnTheEhr.Call("Medication").At(ehr.Base))).Statement.Covered);
    }

    [Fact]
    public async Task Values_of_all_pages_count_together()
    {
        // Each has 900,000 values in 1.8 MB, which take 16 MB once parsed.
        var rows = new JsonArray([.. Enumerable.Range(0, 90).Select(_ => (JsonNode)new JsonArray([.. Enumerable.Range(0, 9_990).Select(_ => (JsonNode)0)]))]);
        await using var ehr = await EhrServer.StartAsync([.. Enumerable.Range(0, 4).Select(i =>
        {
            var medication = Medication($"medication-{i}", "");
            medication["q"] = rows.DeepClone();
            return medication;
        })]);
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        var call = Given.Call();
        for (var i = 0; i < 4; i++)
        {
            var order = Given.MedicationOrder($"order-{i + 10}");
            order.Remove("medicationCodeableConcept");
            order["medicationReference"] = OnTheEhr.Reference($"Medication/medication-{i}");
            call.AddOrder(order);
        }

        var statements = (await HookAnswer.PostAsync(client, call.At(ehr.Base))).Statements;
        Assert.InRange(statements.Count(s => s.Covered == "not-covered"), 2, 3); // the first order names no Medication
        Assert.Contains(statements, s => s.Covered == "indeterminate");
    }

    [Fact]
    public void Last_eighth_is_for_calls_of_usual_size()
    {
        var all = Budget(isSandbox: true);
        using var large = all.Begin("a");
        using var further = all.Begin("b");
        using var usual = all.Begin("c");

        Assert.True(large.TryTake(Least / 8 * 7));
        Assert.False(further.TryTake(OpenBytes.UsualCall + 1));
        Assert.True(further.IsRefused);
        Assert.True(usual.TryTake(OpenBytes.UsualCall));
        Assert.False(usual.TryTake(1)); // no longer one of usual size
    }

    [Fact]
    public void Registered_client_holds_half_at_most_and_has_it_again_when_a_call_ends()
    {
        var all = Budget(isSandbox: false);
        var first = all.Begin("a");
        using var second = all.Begin("a");
        using var other = all.Begin("b");

        Assert.True(first.TryTake(Least / 2));
        Assert.False(second.TryTake(1));
        Assert.True(other.TryTake(1_000_000));
        first.Dispose();
        Assert.True(second.TryTake(Least / 2));
    }

    private static OpenBytes Budget(bool isSandbox) => new(
        Options.Create(new CrdOptions { MaximumOpenBytes = Least }), new ServerMode(isSandbox), TimeProvider.System, NullLogger<OpenBytes>.Instance);

    private static ServerFactory Server() => new() { Settings = { ["Crd:MaximumOpenBytes"] = $"{Least}", ["Crd:ReadCacheLifetime"] = "00:00:00" } };

    // 5.2 MB, which hold three times as much while the call is open.
    private static JsonObject Large(JsonObject call)
    {
        call.At("prefetch")["document"] = new JsonObject { ["resourceType"] = "Binary", ["id"] = "b", ["data"] = new string('A', 5_200_000) };
        return call;
    }

    private static JsonObject Medication(string id, string text)
    {
        var medication = OnTheEhr.Medication.DeepClone().AsObject();
        medication["id"] = id;
        medication["text"] = new JsonObject { ["status"] = "generated", ["div"] = text };
        return medication;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, JsonObject call) =>
        client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> StalledAsync(HttpClient client, bool isChunked, CancellationToken end) =>
        client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), new StalledBody(3_900_000, isChunked), end);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), end.Token);
        }
    }

    /// <summary>Sends all but the last byte, then waits for its end. In chunks, the server is told no length.</summary>
    private sealed class StalledBody : HttpContent
    {
        private readonly int _length;
        private readonly bool _isChunked;

        public StalledBody(int length, bool isChunked)
        {
            (_length, _isChunked) = (length, isChunked);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[_isChunked ? _length - 1 : 1], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return !_isChunked;
        }
    }
}
