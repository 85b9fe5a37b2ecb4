using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>Whatever is asserted, what is written keeps every rule of its release: crd.md sections 2 and 10.</summary>
public sealed class CoverageAssertionTests
{
    private static readonly Gen<InformationNeeds> Needs = Gen.NonEmptyListOf(Gen.Elements(Enum.GetValues<InformationNeed>()))
        .Select(n => new InformationNeeds(n.First(), [.. n.Skip(1)]));

    private static readonly Gen<PriorAuthorization> Authorizations = Gen.OneOf(
        Gen.Constant<PriorAuthorization>(new PriorAuthorization.NotNeeded()),
        Gen.Elements(true, false).Select<bool, PriorAuthorization>(d => new PriorAuthorization.Needed(d)),
        Gen.Elements(true, false).Select<bool, PriorAuthorization>(d => new PriorAuthorization.NeededByPerformer(d)),
        Gen.Elements<string?>("PA-1", null).Select<string?, PriorAuthorization>(n => new PriorAuthorization.Satisfied(n)),
        Needs.Select<InformationNeeds, PriorAuthorization>(n => new PriorAuthorization.Conditional(n)),
        Gen.Constant<PriorAuthorization>(new PriorAuthorization.Indeterminate()));

    private static readonly Gen<Benefit> Benefits = Gen.OneOf(
        Authorizations.Select<PriorAuthorization, Benefit>(a => new Benefit.Covered(a)),
        Gen.Constant<Benefit>(new Benefit.NotCovered()),
        from needs in Needs
        from authorization in Gen.OneOf(Authorizations.Select<PriorAuthorization, PriorAuthorization?>(a => a), Gen.Constant<PriorAuthorization?>(null))
        select (Benefit)new Benefit.Conditional(needs, authorization),
        Gen.Constant<Benefit>(new Benefit.Indeterminate()));

    private static readonly Gen<DocumentationNeed> DocumentationNeeds = Gen.OneOf(
        Gen.Elements<DocumentationNeed>(
            new DocumentationNeed.Clinical(), new DocumentationNeed.Administrative(), new DocumentationNeed.Patient(), new DocumentationNeed.Indeterminate()),
        Needs.Select<InformationNeeds, DocumentationNeed>(n => new DocumentationNeed.Conditional(n)));

    private static readonly Gen<Documentation?> Documentations = Gen.OneOf(
        Gen.Constant<Documentation?>(null),
        from needs in Gen.NonEmptyListOf(DocumentationNeeds)
        from purposes in Gen.ListOf(Gen.Elements(Enum.GetValues<DocumentationPurpose>()))
        from questionnaires in Gen.ListOf(Gen.Elements("https://payer.example/Questionnaire/a|1", "https://payer.example/Questionnaire/b|2"))
        select (Documentation?)new Documentation(needs.First(), [.. needs.Skip(1)]) { Purposes = [.. purposes.Distinct()], Questionnaires = [.. questionnaires.Distinct(StringComparer.Ordinal)] });

    private static readonly Gen<CoverageDetail> Details = Gen.Elements<CoverageDetail>(
        new CoverageDetail.AllowedQuantity(6, "infusions") { Qualification = "in a year" },
        new CoverageDetail.AllowedPeriod(new DateOnly(2026, 1, 1), null),
        new CoverageDetail.Copay(InNetwork: true, 10),
        new CoverageDetail.Copay(InNetwork: false, 40.5m),
        new CoverageDetail.ConcurrentReview(IsNeeded: true),
        new CoverageDetail.AppropriateUse(IsNeeded: false),
        new CoverageDetail.PolicyLink("https://payer.example/p"),
        new CoverageDetail.Instructions("Call first."));

    internal static readonly Arbitrary<CoverageAssertion> Assertions = Arb.From(
        from benefit in Benefits
        from reason in Gen.Elements<string?>(null, "gold-card", "technical", "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network")
        from documentation in Documentations
        from details in Gen.ListOf(Details)
        from expires in Gen.Elements(true, false)
        from hasContact in Gen.Elements(true, false)
        select new CoverageAssertion(benefit, new AssertionReason("Because.", reason))
        {
            Documentation = documentation,
            Details = [.. details],
            Expiry = expires ? new DateOnly(2026, 12, 31) : null,
            Contacts = hasContact ? [new AssertionContact("Desk", [("phone", "555-0100")])] : [],
            BillingCodes = hasContact ? [new BillingCode("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "J3490", null)] : [],
        });

    [Fact]
    public void Every_assertion_keeps_every_rule_of_2_2() =>
        Prop.ForAll(Assertions, assertion => CoverageInformationRules.Violations(Write(assertion, Dialect.Crd22)).Count == 0)
            .Holds(2_000);

    // Crd.md section 2 and the invariants as 2.0.1 publishes them: q2 inverted, q3 one way.
    [Fact]
    public void Every_assertion_keeps_the_rules_of_2_0() =>
        Prop.ForAll(Assertions, assertion =>
        {
            var statement = Write(assertion, Dialect.Crd20);
            var covered = Assert.Single(Codes(statement, "covered"));
            var authorization = Codes(statement, "pa-needed");
            var documentation = Codes(statement, "doc-needed");
            string[] conditional = [covered, .. authorization, .. documentation];
            Assert.Matches("^(covered|not-covered|conditional)$", covered);
            Assert.Equal(covered == "not-covered" ? 0 : 1, authorization.Length);
            Assert.All(authorization, a => Assert.Matches("^(no-auth|auth-needed|performpa|satisfied|conditional)$", a));
            Assert.True(documentation.Length <= 1);
            Assert.All(documentation, d => Assert.Matches("^(clinical|admin|both|conditional)$", d));
            Assert.Equal(Array.Exists(conditional, c => c == "conditional"), Codes(statement, "info-needed").Length > 0);
            Assert.DoesNotContain("detail-code", Codes(statement, "info-needed"), StringComparer.Ordinal);
            Assert.Empty(Parts(statement, "expiry-date"));
            Assert.All(Parts(statement, "detail"), d =>
            {
                Assert.Empty(Parts(d, "category"));
                Assert.DoesNotContain("valueUrl", d.GetRawText(), StringComparison.Ordinal);
            });
            Assert.Equal(assertion.Reason.Code == "auth-out-network", statement.GetRawText().Contains("auth-out-network-only", StringComparison.Ordinal));
            Assert.All(Parts(statement, "contact"), c => Assert.True(c.TryGetProperty("valueContactPoint", out _)));
            Assert.DoesNotMatch("no-member-found|technical|coverage-not-found|no-active-coverage|auth-out-network(?!-only)|indeterminate", statement.GetRawText());
            Assert.Single(Parts(statement, "reason"));
            return true;
        }).Holds(2_000);

    [Fact]
    public void At_a_hook_where_an_order_is_unfinished_no_documentation_is_asked_for() =>
        Prop.ForAll(Assertions, assertion => Codes(Write(assertion.WithoutDocumentation(), Dialect.Crd22), "doc-needed").Length == 0
            && CoverageInformationRules.Violations(Write(assertion.WithoutDocumentation(), Dialect.Crd22)).Count == 0).Holds();

    [Fact]
    public void A_what_if_is_never_satisfied() =>
        Prop.ForAll(Assertions, assertion =>
        {
            var statement = Write(assertion.WithoutUnsolicitedDetermination(), Dialect.Crd22);
            return !Array.Exists(Codes(statement, "pa-needed"), c => c == "satisfied") && Parts(statement, "satisfied-pa-id").Length == 0
                && CoverageInformationRules.Violations(statement).Count == 0;
        }).Holds();

    // A number of the payer's own is kept; without one the assertion id is the number, which no other coverage has (CRD 2.2.1 resp-32).
    [Theory]
    [InlineData("PA-1", "PA-1")]
    [InlineData(null, "A-1")]
    public void A_satisfied_authorization_has_a_number(string? number, string expected)
    {
        var statement = Write(new CoverageAssertion(new Benefit.Covered(new PriorAuthorization.Satisfied(number)), new AssertionReason("Because.")), Dialect.Crd22);

        Assert.Equal(expected, Assert.Single(Parts(statement, "satisfied-pa-id")).GetProperty("valueString").GetString());
    }

    // CRD 2.2.1 prof-15; 2.0.1 knows no such rule.
    [Theory]
    [InlineData("2.2", "gold-card", 2)]
    [InlineData("2.2", "technical", 1)]
    [InlineData("2.0", "gold-card", 1)]
    [InlineData("2.0", "technical", 0)]
    public void A_reason_that_is_published_elsewhere_too_is_sent_in_both_systems(string version, string code, int codings)
    {
        var assertion = new CoverageAssertion(new Benefit.Covered(new PriorAuthorization.NotNeeded()), new AssertionReason("Because.", code));
        var reason = Assert.Single(Parts(Write(assertion, Dialect.All.Single(d => d.Version == version)), "reason")).GetProperty("valueCodeableConcept");

        var sent = reason.TryGetProperty("coding", out var found) ? found.EnumerateArray().ToArray() : [];
        Assert.Equal(codings, sent.Select(c => c.GetProperty("system").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(sent, c => Assert.Equal(code, c.GetProperty("code").GetString()));
    }

    private static JsonElement Write(CoverageAssertion assertion, Dialect dialect) => JsonElement.Parse(
        new CoverageInformationWriter().ToUtf8(
            [new CoverageInformation(assertion, "Coverage/cov-1", "ServiceRequest/1", new DateOnly(2026, 11, 21), "A-1")], new StatementForm(dialect, "https://crd.example.org", ForJavaValidator: false)).Span);

    private static JsonElement[] Parts(JsonElement statement, string url) =>
        [.. statement.GetProperty("extension").EnumerateArray().Where(p => p.GetProperty("url").GetString() == url)];

    private static string[] Codes(JsonElement statement, string url) => [.. Parts(statement, url).Select(p => p.GetProperty("valueCode").GetString()!)];
}
