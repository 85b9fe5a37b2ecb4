using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>CRD 2.0.1 at <c>/2.0/cds-services</c>: the same answers in the codes and shapes of that release (crd.md section 2).</summary>
public sealed class EarlierReleaseTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    private const string Temporary = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";

    [Fact]
    public async Task Discovery_names_no_version_and_no_newer_option_or_prefetch()
    {
        var services = Given.Parse(await server.Client.GetStringAsync(new Uri("/2.0/cds-services", UriKind.Relative)))["services"]!.AsArray();
        Assert.Equal(6, services.Count);
        Assert.All(services, s =>
        {
            Assert.Null(s!["extension"]!["davinci-crd.version"]);
            Assert.DoesNotContain(s["extension"]!["davinci-crd.configuration-options"]!.AsArray(), o => (string?)o!["code"] == "unsolicited-determ");
            Assert.All(s["prefetch"]!.AsObject(), p => Assert.DoesNotContain("resolve()", (string?)p.Value, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Indeterminate_is_conditional_with_the_technical_reason_as_text()
    {
        var statement = (await server.AskAsync(DemonstrationServer.Call("technical"), "2.0")).Statement;
        Assert.Equal("conditional", statement.Covered);
        Assert.Equal("conditional", statement.PriorAuthorizationNeeded);
        Assert.Equal(["OTH"], statement.InformationNeeded);
        Assert.Empty(statement.ReasonCodes);
        Assert.Contains("does not answer", statement.ReasonText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_code_that_is_newer_is_said_in_words()
    {
        foreach (var code in new[] { "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network" })
        {
            Assert.Equal([code], (await server.AskAsync(DemonstrationServer.Call(code))).Statement.ReasonCodes);
            var statement = (await server.AskAsync(DemonstrationServer.Call(code), "2.0")).Statement;
            Assert.Empty(statement.ReasonCodes);
            Assert.NotEmpty(statement.ReasonText);
        }

        Assert.Equal(["gold-card"], (await server.AskAsync(DemonstrationServer.Call("gold-card"), "2.0")).Statement.ReasonCodes);
    }

    [Fact]
    public async Task Code_too_coarse_is_a_reason_and_not_an_information_need()
    {
        var statement = (await server.AskAsync(DemonstrationServer.Call("detail-code"), "2.0")).Statement;
        Assert.Equal(["OTH"], statement.InformationNeeded);
        Assert.Equal(["detail-code"], statement.ReasonCodes);
    }

    [Fact]
    public async Task Policy_link_expiry_and_detail_category_are_left_out()
    {
        var newer = (await server.AskAsync(DemonstrationServer.Call("covered"))).Statement;
        Assert.NotNull(newer.Part("expiry-date"));
        Assert.Contains("policy-link", newer.Json.ToJsonString(), StringComparison.Ordinal);

        var statement = (await server.AskAsync(DemonstrationServer.Call("covered"), "2.0")).Statement;
        Assert.Null(statement.Part("expiry-date"));
        Assert.NotEmpty(statement.Parts("detail"));
        Assert.DoesNotContain("policy-link", statement.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"instructions\"", statement.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"category\"", statement.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_is_a_contact_point_each()
    {
        var contacts = (await server.AskAsync(DemonstrationServer.Call("covered"), "2.0")).Statement.Parts("contact");
        Assert.Equal(2, contacts.Count);
        Assert.All(contacts, c => Assert.NotNull(c["valueContactPoint"]!["value"]));
    }

    [Theory]
    [InlineData("authorization", "both")]
    [InlineData("documentation", "admin")]
    public async Task Documentation_is_one_code_and_both_for_clinical_and_administrative(string code, string expected)
    {
        var needs = (await server.AskAsync(DemonstrationServer.Call(code), "2.0")).Statement.Parts("doc-needed");
        Assert.Equal(expected, (string?)Assert.Single(needs)["valueCode"]);
    }

    [Fact]
    public async Task Card_names_orders_by_text_and_has_the_older_topic_system()
    {
        var call = DemonstrationServer.Call("external-reference");
        var card = (await server.AskAsync(call, "2.0")).IsGood(call, "2.0").Cards[0]!;
        Assert.Equal(Given.Order, (string?)card["extension"]!["davinci-crd.associated-resource"]![0]);
        Assert.Equal(Temporary, (string?)card["source"]!["topic"]!["system"]);
    }

    [Theory]
    [InlineData("2.0", "2.2")]
    [InlineData("2.2", "2.0")]
    public async Task Version_that_is_served_elsewhere_is_unprocessable_here(string here, string wanted)
    {
        var call = DemonstrationServer.Call("covered");
        call["extension"] = new JsonObject { ["davinci-crd.requestedVersion"] = wanted };
        (await server.AskAsync(call, here)).IsOutcome(HttpStatusCode.UnprocessableEntity);
    }
}
