using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>What one call can make this server read, and what it can make this server send.</summary>
public sealed class ReadLimitTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] SentHeaders = ["Accept", "Accept-Encoding", "Authorization", "Host", "User-Agent"];

    [Fact]
    public async Task Call_that_names_hundreds_of_resources_makes_sixty_reads()
    {
        await using var ehr = await EhrServer.StartAsync(Given.CoverageResource());
        using var own = new ServerFactory();
        using var client = own.CreateClient();
        var call = OnTheEhr.Call("Medication", "Coverage");
        for (var i = 0; i < 900; i++)
        {
            call.AddOrder(Order($"order-{i + 10}", $"Medication/medication-{i + 10}"));
        }

        var answer = await HookAnswer.PostAsync(client, call.At(ehr.Base));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain(answer.Statements, s => s.Covered is "covered" or "not-covered");
        Assert.Equal(60, ehr.Requests.Count);
        Assert.Contains(ehr.Requests, r => r.Address == "Coverage?patient=patient-1&status=active"); // without it nothing else counts
        Assert.Single(own.Logs.Entries, e => e.Message.Contains("842 were left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_reads_sixteen_mebibytes_at_most()
    {
        // 1.5 MiB each: every answer is one that is read, eleven of them are not.
        var medications = Enumerable.Range(0, 20).Select(i => Large($"medication-{i + 10}")).ToArray();
        await using var ehr = await EhrServer.StartAsync(medications);
        var call = Given.Call();
        for (var i = 0; i < medications.Length; i++)
        {
            call.AddOrder(Order($"order-{i + 10}", $"Medication/medication-{i + 10}"));
        }

        var answer = await HookAnswer.PostAsync(server.Client, call.At(ehr.Base));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.InRange(answer.Statements.Count(s => s.Covered == "not-covered"), 1, 11); // the first order names no Medication
        Assert.Contains(answer.Statements, s => s.Covered == "indeterminate" && s.ReasonCodes.Contains("technical", StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{0}/Coverage?patient=patient-1&status=active", 1)]
    [InlineData("{0}/Coverage?patient=patient-1&status=active&page=0", 2)]
    public async Task Page_that_leads_back_to_itself_is_read_once(string next, int reads)
    {
        await using var ehr = await EhrServer.StartAsync(Given.CoverageResource());
        ehr.NextPage = string.Format(null, next, ehr.Base);

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(reads, ehr.Requests.Count);
    }

    [Fact]
    public async Task Search_whose_further_pages_are_not_read_is_no_proof_that_there_is_no_coverage()
    {
        await using var ehr = await EhrServer.StartAsync();
        ehr.NextPage = "https://ehr.example.com/fhir/Coverage?page=1";

        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Coverage").At(ehr.Base))).Statement.Covered);
    }

    [Fact]
    public async Task Nothing_of_the_callers_headers_is_sent_on()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Content = new StringContent(OnTheEhr.Call("Condition").At(ehr.Base).ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in new (string, string)[]
        {
            ("Authorization", "Bearer the-callers-own"), ("Cookie", "a=b"), ("Referer", "https://ehr.example.org/"),
            ("User-Agent", "ehr/1.0"), ("X-Request-Id", "1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b"), ("baggage", "patient=1"),
        })
        {
            request.Headers.Add(name, value);
        }

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(ehr.Requests);
        Assert.Equal($"Bearer {Given.AccessToken}", sent.Authorization);
        Assert.StartsWith("KetamineCrd/", sent.UserAgent, StringComparison.Ordinal); // our own
        Assert.Equal(SentHeaders, sent.Headers.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task Token_that_no_server_would_take_is_not_sent()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Organization").At(ehr.Base);
        call.At("fhirAuthorization")["access_token"] = new string('x', 20_000);

        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(server.Client, call)).Statement.Covered);

        Assert.Empty(ehr.Requests);
    }

    private static JsonObject Order(string id, string medication)
    {
        var order = Given.MedicationOrder(id);
        order.Remove("medicationCodeableConcept");
        order["medicationReference"] = OnTheEhr.Reference(medication);
        return order;
    }

    private static JsonObject Large(string id)
    {
        var medication = OnTheEhr.Medication.DeepClone().AsObject();
        medication["id"] = id;
        medication["text"] = new JsonObject { ["status"] = "generated", ["div"] = new string('x', 3 * 512 * 1024) };
        return medication;
    }
}
