using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>Answers of the EHR are kept for the next hooks of the same order, and for nothing else.</summary>
public sealed class ReadCacheTests : IDisposable
{
    private const string Search = "Coverage?patient=patient-1&status=active";

    private readonly MovableClock _clock = new();
    private readonly ServerFactory _server;
    private readonly HttpClient _client;

    public ReadCacheTests()
    {
        _server = new ServerFactory { Clock = _clock };
        _client = _server.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Coverage_payer_and_medication_are_read_once_for_order_select_and_order_sign()
    {
        await using var ehr = await EverythingAsync();
        var call = Call(ehr);
        var selecting = call.DeepClone().AsObject();
        selecting["hook"] = "order-select";
        selecting.At("context")["selections"] = new JsonArray(Given.Order);

        await HookAnswer.PostAsync(_client, selecting);
        var readAtSelect = Addresses(ehr);
        ehr.Clear();
        _clock.Move(TimeSpan.FromSeconds(90));
        var answer = (await HookAnswer.PostAsync(_client, call)).IsGood(call);

        Assert.Equal(["Condition/condition-1", Search, "Medication/medication-1", "Organization/organization-1"], readAtSelect);
        Assert.Equal("not-covered", answer.Statement.Covered);
        Assert.Equal(["Condition/condition-1"], Addresses(ehr)); // it may have been corrected
    }

    [Fact]
    public async Task Corrected_condition_counts_at_the_next_call()
    {
        await using var ehr = await EverythingAsync();
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(_client, Call(ehr))).Statement.Covered);

        var corrected = OnTheEhr.Condition.DeepClone().AsObject();
        corrected.At("code", "coding", 0)["code"] = "G89.18"; // acute postprocedural pain is never denied
        ehr.Replace(corrected);

        Assert.DoesNotContain((await HookAnswer.PostAsync(_client, Call(ehr))).Statements, s => s.Covered == "not-covered");
    }

    [Fact]
    public async Task Answer_is_forgotten_after_its_time()
    {
        await using var ehr = await EverythingAsync();
        await HookAnswer.PostAsync(_client, Call(ehr));
        ehr.Clear();
        _clock.Move(TimeSpan.FromMinutes(2));

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(_client, Call(ehr))).Statement.Covered);

        Assert.Equal(4, ehr.Requests.Count);
    }

    [Fact]
    public async Task Nothing_is_kept_when_the_lifetime_is_zero()
    {
        using var server = new ServerFactory { Clock = _clock, Settings = { ["Crd:ReadCacheLifetime"] = "00:00:00" } };
        using var client = server.CreateClient();
        await using var ehr = await EverythingAsync();
        await HookAnswer.PostAsync(client, Call(ehr));
        ehr.Clear();

        await HookAnswer.PostAsync(client, Call(ehr));

        Assert.Equal(4, ehr.Requests.Count);
    }

    [Fact]
    public async Task Another_patient_never_gets_what_was_kept()
    {
        await using var ehr = await EverythingAsync();
        var other = Given.CoverageResource();
        (other["id"], other.At("beneficiary")["reference"]) = ("coverage-9", "Patient/patient-9");
        ehr.Replace(other);
        await HookAnswer.PostAsync(_client, Call(ehr));
        ehr.Clear();
        var call = Given.Parse(Call(ehr).ToJsonString().Replace("patient-1", "patient-9", StringComparison.Ordinal));

        var answer = await HookAnswer.PostAsync(_client, call);

        Assert.Equal("Coverage/coverage-9", answer.Statement.Coverage);
        Assert.Contains("Medication/medication-1", Addresses(ehr), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Another_fhir_server_never_gets_what_was_kept()
    {
        await using var first = await EverythingAsync();
        await using var second = await EverythingAsync();
        await HookAnswer.PostAsync(_client, Call(first));

        await HookAnswer.PostAsync(_client, Call(second));

        Assert.Equal(4, second.Requests.Count);
    }

    [Fact]
    public async Task Call_without_a_token_never_gets_what_was_read_with_one()
    {
        await using var ehr = await EverythingAsync();
        await HookAnswer.PostAsync(_client, Call(ehr));
        ehr.Clear();
        var call = Call(ehr);
        call.Remove("fhirAuthorization");

        var answer = await HookAnswer.PostAsync(_client, call);

        Assert.Contains(Search, Addresses(ehr), StringComparer.Ordinal);
        Assert.DoesNotContain(answer.Statements, s => s.Covered == "not-covered");
    }

    // The EHR may have taken back what the first token could see, or never given it to the second (CRD 2.2.1 sec-6).
    [Fact]
    public async Task Call_with_another_token_never_gets_what_was_read_with_the_first()
    {
        await using var ehr = await EverythingAsync();
        await HookAnswer.PostAsync(_client, Call(ehr));
        ehr.Clear();
        var call = Call(ehr);
        call.At("fhirAuthorization")["access_token"] = "a-token-that-the-ehr-does-not-know";

        var answer = await HookAnswer.PostAsync(_client, call);

        Assert.Contains(Search, Addresses(ehr), StringComparer.Ordinal);
        Assert.DoesNotContain(answer.Statements, s => s.Covered == "not-covered");
    }

    [Fact]
    public async Task Another_tenant_never_gets_what_was_kept()
    {
        await using var ehr = await EverythingAsync();
        var reader = _server.Services.GetRequiredService<FhirReader>();

        foreach (var tenant in (string[])["tenant-1", "tenant-1", "tenant-2"])
        {
            var source = new ReadSource("client", tenant, FhirNetwork.Loopback, ehr.Base, Given.AccessToken, "patient-1", Allowances.OfOneCall());
            var documents = new List<JsonDocument>();
            await reader.ReadAsync(source, ["Medication/medication-1"], documents, CancellationToken.None);
            Assert.Single(documents).Dispose();
        }

        Assert.Equal(2, ehr.Requests.Count); // one for each tenant
    }

    [Fact]
    public async Task Failed_read_is_not_kept()
    {
        await using var ehr = await EverythingAsync();
        ehr.FaultOn("Organization", EhrFault.ServerError);
        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(_client, Call(ehr))).Statement.Covered);
        ehr.Heal("Organization");

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(_client, Call(ehr))).Statement.Covered);
    }

    [Fact]
    public async Task Search_that_found_nothing_is_not_kept()
    {
        // After the refusal (CRD 2.2.1 hook-13) the Coverage is entered, and the order signed again.
        await using var ehr = await EhrServer.StartAsync();
        (await HookAnswer.PostAsync(_client, OnTheEhr.Call("Coverage").At(ehr.Base))).IsOutcome(System.Net.HttpStatusCode.BadRequest);
        ehr.Replace(Given.CoverageResource());

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(_client, OnTheEhr.Call("Coverage").At(ehr.Base))).Statement.Covered);
    }

    [Fact]
    public async Task Prefetched_coverage_wins_over_one_that_was_kept()
    {
        await using var ehr = await EverythingAsync();
        await HookAnswer.PostAsync(_client, Call(ehr));
        var call = Given.Call().At(ehr.Base);
        call.TheCoverage()["id"] = "coverage-new";

        Assert.Equal("Coverage/coverage-new", (await HookAnswer.PostAsync(_client, call)).Statement.Coverage);
    }

    [Fact]
    public async Task Search_of_several_pages_is_kept_whole()
    {
        await using var ehr = await EhrServer.StartAsync(Other(), Given.CoverageResource());
        ehr.PageSize = 1;
        var call = OnTheEhr.Call("Coverage");
        call.TheOrder()["insurance"] = new JsonArray(OnTheEhr.Reference(Given.Coverage));
        call = call.At(ehr.Base);
        await HookAnswer.PostAsync(_client, call);
        ehr.Clear();

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(_client, call)).Statement.Covered);

        Assert.Empty(ehr.Requests);
    }

    private static JsonObject Other()
    {
        var coverage = Given.CoverageResource();
        (coverage["id"], coverage["payor"]) = ("coverage-0", new JsonArray(new JsonObject { ["display"] = "Some Other Health Plan" }));
        return coverage;
    }

    private static JsonObject Call(EhrServer ehr) => OnTheEhr.Call("Medication", "Condition", "Coverage").At(ehr.Base);

    private static Task<EhrServer> EverythingAsync() =>
        EhrServer.StartAsync(OnTheEhr.Medication, OnTheEhr.Condition, OnTheEhr.Organization, OnTheEhr.Call("Organization").TheCoverage());

    private static string[] Addresses(EhrServer ehr) => [.. ehr.Requests.Select(r => r.Address).Order(StringComparer.Ordinal)];
}
