using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>The demonstration payer shows every response type, every part of coverage information and each code of it, on every hook and in both dialects.</summary>
public sealed class DemonstrationTests(DemonstrationSession session) : IClassFixture<DemonstrationSession>
{
    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_code_is_answered_and_keeps_every_rule(string dialect, string hook)
    {
        var version = DemonstrationCall.VersionOf(dialect);
        var exchanges = session.On(dialect, hook).ToArray();

        Assert.Equal(DemonstrationCall.Codes, exchanges.Select(e => e.Code), StringComparer.Ordinal);
        Assert.All(exchanges, e => Assert.Equal(HttpStatusCode.OK, e.Answer.Status));
        Assert.Empty(exchanges.SelectMany(e => ResponseChecker.Check(e.Call.ToJsonString(), e.Answer.Text, version).Select(p => $"{e.Code}: {p}")));
        Assert.All(exchanges, e => Assert.NotEmpty(e.Answer.Statements));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_response_type_occurs(string dialect, string hook) =>
        AreSame(ResponseType.On(hook), session.On(dialect, hook).SelectMany(e => ResponseType.Of(e.Answer)));

    [Theory]
    [MemberData(nameof(Calls))]
    public void One_code_brings_every_response_type_at_once(string dialect, string hook) =>
        AreSame(ResponseType.On(hook), ResponseType.Of(session.On(dialect, hook).Single(e => e.Code == "everything").Answer));

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_part_of_coverage_information_occurs(string dialect, string hook)
    {
        var parts = CrdDialect.Of(DemonstrationCall.VersionOf(dialect)).Parts.Select(p => p.Url).Where(p => p.StartsWith("detail.", StringComparison.Ordinal) || MayOccur(p, hook));

        AreSame(parts, Statements(dialect, hook).SelectMany(s => Parts(s.Json, "")));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_code_of_coverage_information_occurs(string dialect, string hook)
    {
        var statements = Statements(dialect, hook).ToArray();
        Assert.All(CrdDialect.Of(DemonstrationCall.VersionOf(dialect)).Parts.Where(p => p.Codes.Length > 0 && MayOccur(p.Url, hook)), part =>
        {
            // Who performs is known when an order is dispatched or an appointment is booked.
            var known = part.Url == "info-needed" && hook is "order-dispatch" or "appointment-book" ? "performer" : null;
            var path = part.Url.Split('.');
            var codes = statements.Select(s => s.Json);
            codes = path.Aggregate(codes, (parts, url) => parts.SelectMany(p => p["extension"]!.AsArray()).OfType<JsonNode>().Where(e => (string?)e["url"] == url));
            AreSame(part.Codes.Where(c => c != known), codes.Select(c => (string)c["valueCode"]!));
        });
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_reason_code_occurs(string dialect, string hook) =>
        AreSame(CrdDialect.Of(DemonstrationCall.VersionOf(dialect)).ReasonCodes, Statements(dialect, hook).SelectMany(s => s.ReasonCodes));

    [Theory]
    [MemberData(nameof(Calls))]
    public void Every_detail_code_occurs(string dialect, string hook) =>
        AreSame(
            CrdDialect.Of(DemonstrationCall.VersionOf(dialect)).DetailCodes.Select(c => c.Code),
            Statements(dialect, hook).SelectMany(s => s.Parts("detail"))
                .SelectMany(d => d["extension"]!.AsArray().Where(e => (string?)e!["url"] == "code"))
                .Select(c => (string)c!["valueCodeableConcept"]!["coding"]![0]!["code"]!));

    [Theory]
    [InlineData("")]
    [InlineData("/2.0")]
    public async Task Drugs_are_answered_like_services(string dialect)
    {
        foreach (var code in DemonstrationCall.Codes)
        {
            var answer = await DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.About("order-sign", DemonstrationCall.Drug(code)), dialect);

            var service = session.On(dialect, "order-sign").Single(e => e.Code == code).Answer;
            Assert.Equal(ResponseType.Of(service), ResponseType.Of(answer), StringComparer.Ordinal);
            Assert.Equal(service.Statements.Select(s => s.Covered), answer.Statements.Select(s => s.Covered), StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData("", DemonstrationCall.Order)]
    [InlineData("/2.0", "Appointment/appointment-1")]
    public async Task Statement_about_a_booked_order_stands_on_the_order_or_in_the_earlier_release_on_the_appointment(string dialect, string target)
    {
        // crd.md section 5: "except when Appointment.basedOn a ServiceRequest: update the ServiceRequest", which is new in 2.2.
        foreach (var code in DemonstrationCall.Codes)
        {
            var answer = await DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.OfBookedOrder(code), dialect);

            var updated = Assert.Single(answer.Actions, a => ResponseType.OfAction(a!) == ResponseType.CoverageInformation)!["resource"]!;
            Assert.Equal(target, $"{updated["resourceType"]}/{updated["id"]}");
        }
    }

    [Fact]
    public async Task Dependency_is_the_order_that_this_one_is_based_on_whatever_else_it_is_based_on()
    {
        // crd.md section 10: dependency refers to an order; basedOn of a ServiceRequest may also be a CarePlan.
        var order = DemonstrationCall.Service("dependency");
        order["basedOn"] = new JsonArray(
            OnTheEhr.Reference("CarePlan/plan-1"), new JsonObject { ["display"] = "an order on paper" }, OnTheEhr.Reference(DemonstrationCall.Basis));

        var answer = await DemonstrationCall.AnswerAsync(session.Client, DemonstrationCall.About("order-sign", order));

        Assert.Equal(DemonstrationCall.Basis, (string?)answer.Statement.Part("dependency")!["valueReference"]!["reference"]);
    }

    [Theory]
    [InlineData("order-sign", "conditional", "performer")]
    [InlineData("order-select", "conditional", "performer")]
    [InlineData("encounter-start", "conditional", "performer")]
    [InlineData("order-dispatch", "covered", null)]
    [InlineData("appointment-book", "covered", null)]
    public void Performer_decides_as_soon_as_it_is_known(string hook, string covered, string? needed)
    {
        // crd.md section 5: at order-dispatch the "performer [is] now known: resolve performer/location conditions".
        foreach (var dialect in DemonstrationCall.Dialects)
        {
            var statement = session.On(dialect, hook).Single(e => e.Code == "performer").Answer.Statement;

            Assert.Equal(covered, statement.Covered);
            Assert.Equal(needed is null ? [] : [needed], statement.InformationNeeded);
        }
    }

    // Nobody is asked for documents on a secondary hook (CRD 2.2.1 hook-19). A response (2.0.1) is a form that the payer has filled in and
    // the EHR holds already; no policy has one.
    private static bool MayOccur(string part, string hook) =>
        part != "response" && (part is not ("doc-needed" or "doc-purpose" or "questionnaire") || hook is "order-sign" or "order-dispatch" or "appointment-book");

    private static IEnumerable<string> Parts(JsonNode extension, string prefix)
    {
        foreach (var part in extension["extension"]!.AsArray().OfType<JsonNode>())
        {
            var url = $"{prefix}{part["url"]}";
            yield return url;
            foreach (var inner in part["extension"] is null ? [] : Parts(part, $"{url}."))
            {
                yield return inner;
            }
        }
    }

    private IEnumerable<CoverageInformationPart> Statements(string dialect, string hook) => session.On(dialect, hook).SelectMany(e => e.Answer.Statements);

    private static void AreSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
}
