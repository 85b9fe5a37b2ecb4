using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>A statement that is written from a kept one is the statement that would be built for the call.</summary>
public sealed class StatementTemplateTests
{
    private static readonly StatementForm Form = new(Dialect.Crd22, "https://crd.example.org", ForJavaValidator: false);
    private static readonly CoverageAssertion Satisfied = new(new Benefit.Covered(new PriorAuthorization.Satisfied(null)), new AssertionReason("Because."));

    private static readonly Arbitrary<CoverageInformation> Statements = Arb.From(
        from assertion in CoverageAssertionTests.Assertions.Generator
        from coverage in Gen.Elements("Coverage/cov-1", "Coverage/cov-2", null)
        from dependency in Gen.Elements("ServiceRequest/1", "-", null)
        from day in Gen.Elements(new DateOnly(2026, 11, 21), new DateOnly(2027, 1, 1))
        from id in Gen.Elements("A-1", "A-2")
        select new CoverageInformation(assertion with { Expiry = assertion.Expiry is null ? null : day.AddDays(30) }, coverage, dependency, day, id));

    private readonly CoverageInformationWriter _writer = new();

    [Fact]
    public void Whatever_was_written_before_a_statement_is_written_as_by_a_new_writer() =>
        Prop.ForAll(Statements, statement => Dialect.All.All(dialect => _writer.ToUtf8([statement], Form with { Dialect = dialect }).Span
            .SequenceEqual(new CoverageInformationWriter().ToUtf8([statement], Form with { Dialect = dialect }).Span))).Holds(2_000);

    [Theory]
    [InlineData("https://one.example", "https://two.example")]
    [InlineData("https://two.example", "https://one.example")]
    public void Links_lead_to_the_address_that_the_server_is_called_by(string before, string address)
    {
        var statement = Statement(Satisfied with { Details = [new CoverageDetail.PolicyLink("/policies/7.03.03")] });
        _writer.ToUtf8([statement], Form with { BaseAddress = before });

        Assert.Contains($"\"{address}/policies/7.03.03\"", Encoding.UTF8.GetString(_writer.ToUtf8([statement], Form with { BaseAddress = address }).Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_reference_stands_where_there_is_one_whatever_was_written_before(bool before, bool now)
    {
        _ = Write(About(before));
        var statement = Write(About(now));

        Assert.Equal(now ? "Coverage/cov-1" : null, (string?)Part(statement, "coverage")["valueReference"]!["reference"]);
        Assert.Equal(now ? "ServiceRequest/1" : null, (string?)Find(statement, "dependency")?["valueReference"]!["reference"]);

        static CoverageInformation About(bool known) => known ? Statement(Satisfied) : Statement(Satisfied) with { Coverage = null, Dependency = null };
    }

    // What stands where a value goes is told by its place, so that a text that looks like one stays.
    [Theory]
    [InlineData("-")]
    [InlineData("0001-01-01")]
    [InlineData("""{ "url": "date", "valueDate": "-" }""")]
    public void A_text_of_a_policy_is_not_taken_for_a_value(string text)
    {
        var written = Write(Statement(Satisfied with { Reason = new AssertionReason(text), Details = [new CoverageDetail.Instructions(text)] }));

        Assert.Equal(text, (string?)Part(written, "reason")["valueCodeableConcept"]!["text"]);
        Assert.Equal(text, (string?)Part(written, "detail")["extension"]!.AsArray().Single(p => (string?)p!["url"] == "value")!["valueString"]);
    }

    [Theory]
    [InlineData("PA \"1\"\\\n")]
    [InlineData("Bewilligung für 6 µg < 1 %")]
    [InlineData("\uD800")]
    public void A_value_cannot_break_what_is_written_around_it(string number)
    {
        var assertion = Satisfied with { Benefit = new Benefit.Covered(new PriorAuthorization.Satisfied(number)) };

        Assert.Equal(number.Replace('\uD800', '\uFFFD'), (string?)Part(Write(Statement(assertion)), "satisfied-pa-id")["valueString"]);
    }

    [Fact]
    public void Nothing_of_a_patient_is_kept()
    {
        var kind = StatementKind.Of(Statement(Satisfied with { Expiry = new DateOnly(2027, 1, 1) }), Form);

        Assert.DoesNotMatch("Coverage/|ServiceRequest/|A-1|2026|2027", kind.Blank.ToString());
    }

    [Fact]
    public void A_kind_of_statement_is_built_once()
    {
        var policy = new CoverageDetail.PolicyLink("/policies/7.03.03");
        var kinds = Enumerable.Range(0, 10).Select(n => StatementKind.Of(
            new CoverageInformation(Satisfied with { Details = [policy], Expiry = new DateOnly(2027, 1, 1).AddDays(n) }, $"Coverage/{n}", null, new DateOnly(2026, 11, 1).AddDays(n), $"A-{n}"), Form with { }));

        Assert.Single(kinds.Distinct());
    }

    // What is allocated tells whether it was built: writing takes a few kilobytes, building the objects and their text many times that.
    [Fact]
    public void A_statement_of_a_kind_that_was_written_before_is_not_built_again()
    {
        var first = AllocatedBy(() => _writer.ToUtf8([Statement(Satisfied)], Form));

        Assert.True(AllocatedBy(() => _writer.ToUtf8([Statement(Satisfied)], Form)) < first / 2);
    }

    [Fact]
    public void Not_every_kind_is_kept_since_a_client_may_call_by_any_name_of_a_host()
    {
        for (var n = 0; n < 1_024; n++)
        {
            _writer.ToUtf8([Statement(Satisfied)], Form with { BaseAddress = $"https://host-{n}.example" });
        }

        var ofHost = Form with { BaseAddress = "https://host-7.example" };
        var kept = AllocatedBy(() => _writer.ToUtf8([Statement(Satisfied)], ofHost));
        _writer.ToUtf8([Statement(Satisfied)], Form); // there was no room: all others are forgotten

        Assert.InRange(AllocatedBy(() => _writer.ToUtf8([Statement(Satisfied)], Form)), 0, kept + (kept / 2));
        Assert.True(AllocatedBy(() => _writer.ToUtf8([Statement(Satisfied)], ofHost)) > 2 * kept);
    }

    [Theory]
    [InlineData("pager", "pager")]
    [InlineData("carrier pigeon", "other")]
    public void A_contact_has_a_system_that_R4_knows(string system, string written)
    {
        var contact = Part(Write(Statement(Satisfied with { Contacts = [new AssertionContact("Desk", [(system, "555-0100")])] })), "contact");

        Assert.Equal(written, (string?)contact["valueContactDetail"]!["telecom"]![0]!["system"]);
    }

    private static CoverageInformation Statement(CoverageAssertion assertion) => new(assertion, "Coverage/cov-1", "ServiceRequest/1", new DateOnly(2026, 11, 21), "A-1");

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private JsonNode Write(CoverageInformation statement) => JsonNode.Parse(_writer.ToUtf8([statement], Form).Span)!;

    private static JsonNode Part(JsonNode statement, string url) => Find(statement, url)!;

    private static JsonNode? Find(JsonNode statement, string url) => statement["extension"]!.AsArray().SingleOrDefault(p => (string?)p!["url"] == url);
}
