using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>The discovery document: CDS Hooks 2.0 "Discovery", CRD 2.2.1 dev-1 to dev-9.</summary>
public sealed class DiscoveryTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Required = ["hook", "id", "title", "description"];
    private static readonly string[] Unique = ["code", "name", "description"];

    private static readonly string[] CardTypes =
    [
        "coverage-info", "unsolicited-determ", "claim", "insurance", "limits", "network", "appropriate-use", "cost", "therapy-alternatives-opt",
        "therapy-alternatives-req", "clinical-reminder", "duplicate-therapy", "contraindication", "guideline", "off-guideline",
    ];

    [Fact]
    public async Task Discovery_lists_the_services_as_json()
    {
        using var response = await server.Client.GetAsync(new Uri("/cds-services", UriKind.Relative));
        var answer = await HookAnswer.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("services", Assert.Single(answer.Json).Key);
        Assert.Contains(answer.Json["services"]!.AsArray(), s => (string?)s!["hook"] == "order-sign" && (string?)s["id"] == "crd-order-sign");
        Assert.Contains(answer.Json["services"]!.AsArray(), s => (string?)s!["hook"] == "order-select" && (string?)s["id"] == "crd-order-select");
    }

    [Fact]
    public async Task Each_service_says_what_it_must_and_has_an_id_of_its_own()
    {
        var services = await ServicesAsync();

        Assert.All(services, s =>
        {
            Assert.All(Required, member => Assert.False(string.IsNullOrWhiteSpace((string?)s[member])));
            Assert.Matches("^[A-Za-z0-9-]+$", (string?)s["id"]);
        });
        Assert.Equal(services.Length, services.Select(s => (string?)s["id"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Each_service_lists_the_crd_version_it_serves()
    {
        // crd.md section 3: an array of major.minor, at least one; list only 2.2 here.
        Assert.All(await ServicesAsync(), s => Assert.Equal("2.2", (string?)Assert.Single(s.At("extension", "davinci-crd.version").AsArray())));
    }

    [Fact]
    public async Task Configuration_options_have_all_members_and_are_unique_and_the_same_for_every_hook()
    {
        var services = await ServicesAsync();

        Assert.All(services, s =>
        {
            var options = s.At("extension", "davinci-crd.configuration-options").AsArray();
            Assert.All(options, o =>
            {
                Assert.Equal("code,default,description,name,type", string.Join(',', o!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)));
                var isBoolean = (string?)o["type"] == "boolean";
                Assert.True(isBoolean || (string?)o["type"] == "integer"); // JSON types, dev-4
                Assert.True(o["default"]!.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False == isBoolean);
                Assert.True((string?)o["code"] == "max-cards" || CardTypes.Contains((string?)o["code"], StringComparer.Ordinal)); // dev-7
            });
            Assert.All(Unique, member =>
                Assert.Equal(options.Count, options.Select(o => (string?)o![member]).Distinct(StringComparer.OrdinalIgnoreCase).Count())); // dev-8
            Assert.Contains(options, o => (string?)o!["code"] == "coverage-info");
            Assert.Contains(options, o => (string?)o!["code"] == "guideline"); // the topic of its cards, dev-5
        });
        Assert.Single(services.Select(s => s.At("extension", "davinci-crd.configuration-options").ToJsonString()).Distinct(StringComparer.Ordinal)); // dev-9
    }

    [Fact]
    public async Task Prefetch_uses_the_standard_expressions()
    {
        // crd.md section 7.1 (found-24, found-27, found-29): only what is always needed, in the words of the guide.
        var standard = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["patient"] = "Patient/{{context.patientId}}",
            ["encounter"] = "Encounter/{{context.encounterId}}",
            ["coverage"] = "Coverage?patient={{context.patientId}}&status=active",
            ["medicationRequests"] = "MedicationRequest?_id={{context.dispatchedOrders.resolve().ofType(MedicationRequest).id}}",
            ["serviceRequests"] = "ServiceRequest?_id={{context.dispatchedOrders.resolve().ofType(ServiceRequest).id}}",
            ["medications"] = "Medication?_id={{context.draftOrders.entry.resource.ofType(MedicationRequest).medication.resolve().id}}",
        };
        var booked = new Dictionary<string, string>(standard, StringComparer.Ordinal)
        {
            ["medicationRequests"] =
                "MedicationRequest?_id={{context.appointments.entry.resource.basedOn.extension('http://hl7.org/fhir/StructureDefinition/alternate-reference').value.resolve().ofType(MedicationRequest).id}}",
            ["serviceRequests"] = "ServiceRequest?_id={{context.appointments.entry.resource.basedOn.resolve().ofType(ServiceRequest).id}}",
        };
        Assert.All(await ServicesAsync(), s =>
        {
            Assert.Contains(s["prefetch"]!.AsObject(), p => p.Key == "coverage");
            Assert.All(s["prefetch"]!.AsObject(), p => Assert.Equal(((string?)s["hook"] == "appointment-book" ? booked : standard)[p.Key], (string?)p.Value));
        });
    }

    [Theory]
    [InlineData("/cds-services")]
    [InlineData("/2.0/cds-services")]
    public async Task Each_service_says_in_words_what_a_client_without_a_fhir_server_must_send(string path)
    {
        Assert.All(await ServicesAsync(path), s =>
        {
            var words = (string?)s["usageRequirements"];
            Assert.Contains("under any key", words, StringComparison.Ordinal);
            Assert.Contains("Coverage", words, StringComparison.Ordinal);
            Assert.Contains("Organization", words, StringComparison.Ordinal);
            if (((string)s["hook"]!).StartsWith("encounter", StringComparison.Ordinal))
            {
                return;
            }

            Assert.Contains("Medication", words, StringComparison.Ordinal);
            Assert.Contains("Condition", words, StringComparison.Ordinal);
            Assert.Equal((string?)s["hook"] is "order-dispatch" or "appointment-book", words!.Contains("the order itself", StringComparison.Ordinal)); // else it is in the context
        });
    }

    [Fact]
    public async Task Call_that_sends_what_the_words_ask_for_needs_no_fhir_server()
    {
        var call = OnTheEhr.Call("Organization", "Medication", "Condition").WithoutFhirServer();
        call.At("prefetch")["anything"] = HookCalls.BundleOf("collection", OnTheEhr.Organization, OnTheEhr.Medication, OnTheEhr.Condition);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(server.Client, call)).IsGood(call).Statement.Covered);
    }

    [Fact]
    public async Task Version_of_cds_hooks_is_told_where_its_release_has_the_member()
    {
        // cds-hooks.md section 2: new in 3.0.0-ballot, on which CRD 2.2 rests, and not in 2.0.
        Assert.All(await ServicesAsync(), s => Assert.Equal("STU3", (string?)s["version"]));
        Assert.All(await ServicesAsync("/2.0/cds-services"), s => Assert.Null(s["version"]));
    }

    [Fact]
    public async Task Discovery_has_no_null_and_nothing_empty()
    {
        using var response = await server.Client.GetAsync(new Uri("/cds-services", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();

        Assert.DoesNotMatch(new Regex("""(null|""|\[\]|\{\})[,}\]]""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), text);
    }

    private async Task<JsonNode[]> ServicesAsync(string path = "/cds-services")
    {
        var text = await server.Client.GetStringAsync(new Uri(path, UriKind.Relative));
        return [.. Given.Parse(text)["services"]!.AsArray().Select(s => s!)];
    }
}
