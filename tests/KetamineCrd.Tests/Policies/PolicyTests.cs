using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Tests.Policies;

public sealed class PolicyTests
{
    // Decision rule 1: effective dates are inclusive on both ends. facts.md: 7.03.03 is held from 2015-05-28 (until the next approval on
    // 2020-03-19) and from 2025-03-20; CDI 00031 from 2024-10-01, open.
    [Theory]
    [InlineData("7.03.03", "2015-05-27", "not yet")]
    [InlineData("7.03.03", "2015-05-28", "2019-04-18")]
    [InlineData("7.03.03", "2019-04-18", "2019-04-18")]
    [InlineData("7.03.03", "2020-03-18", "2019-04-18")]
    [InlineData("7.03.03", "2020-03-19", "2019-04-18 to 2025-03-20")]
    [InlineData("7.03.03", "2025-03-19", "2019-04-18 to 2025-03-20")]
    [InlineData("7.03.03", "2025-03-20", "2025-03-20")]
    [InlineData("7.03.03", "2026-03-31", "2025-03-20")]
    [InlineData("7.03.03", "2030-01-01", "2025-03-20")] // a next review is not an end
    [InlineData("CDI 00031", "2024-09-30", "not yet")]
    [InlineData("CDI 00031", "2024-10-01", "2024-10-01")]
    [InlineData("CDI 00031", "2030-01-01", "2024-10-01")]
    public void The_text_of_a_day_is_found(string number, string day, string expected) => Assert.Equal(
        expected, OnDay(Engine.Instance.Policies.Policies.Single(p => p.Versions[0].Number == number).At(Day(day))));

    [Theory]
    [InlineData("2019-12-31", "not yet")]
    [InlineData("2020-01-01", "a")]
    [InlineData("2020-12-31", "a")]
    [InlineData("2021-01-01", "a to b")]
    [InlineData("2021-12-31", "a to b")]
    [InlineData("2022-01-01", "b")]
    [InlineData("2022-12-31", "b")]
    [InlineData("2023-01-01", "c")]
    [InlineData("2023-12-31", "c")]
    [InlineData("2024-01-01", "ended c")]
    public void A_day_lies_before_in_between_or_after_versions(string day, string expected)
    {
        var policy = new Policy([Version("a", "2020-01-01", "2020-12-31"), Version("b", "2022-01-01", "2022-12-31"), Version("c", "2023-01-01", "2023-12-31")]);

        Assert.Equal(expected, OnDay(policy.At(Day(day))));
    }

    // Decision rule 2: the version still answers after its review date, as overdue. facts.md 002: next review March 2026.
    [Theory]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-31", false)]
    [InlineData("2026-04-01", true)]
    public void A_review_is_overdue_after_the_month_it_was_announced_for(string day, bool isOverdue) =>
        Assert.Equal(isOverdue, Engine.Instance.Policies.Find("7.03.03", "2025-03-20")!.IsReviewOverdue(Day(day)));

    [Fact]
    public void A_version_without_an_announced_review_is_never_overdue() =>
        Assert.False(Engine.Instance.Policies.Find("CDI-00031", "2024-10-01")!.IsReviewOverdue(Day("2090-01-01")));

    // Decision rule 15: whom a document binds.
    [Theory]
    [InlineData("excellus", "ketamine", "7.03.03")]
    [InlineData("univera", "ketamine", "7.03.03")]
    [InlineData("excellus", "esketamine", "7.03.03")]
    [InlineData("va", "ketamine", "CDI 00031")]
    [InlineData("va", "esketamine", "")] // facts.md 003: "must not be stretched to Spravato"
    [InlineData("tricare", "esketamine", "")]
    public void The_policies_of_a_payer_about_a_drug_are_found(string payer, string drug, string numbers)
    {
        var policies = Engine.Instance.Policies;
        var who = policies.Policies.SelectMany(p => p.Versions).SelectMany(v => v.Payers).First(p => p.Id == payer);

        Assert.Equal(numbers, string.Join(' ', policies.Find(who, Drug(drug)).Select(p => p.Versions[0].Number)));
    }

    [Fact]
    public void A_payer_of_no_policy_has_none() => Assert.Empty(Engine.Instance.Policies.Find(new Payer("nobody", "Nobody", null), Drug("ketamine")));

    [Theory]
    [InlineData("7.03.03", "2019-04-18", true)]
    [InlineData("7.03.03", "2025-03-20", true)]
    [InlineData("CDI-00031", "2024-10-01", true)]
    [InlineData("CDI 00031", "2024-10-01", false)]
    [InlineData("7.03.03", "2024-03-21", false)]
    [InlineData("", "", false)]
    public void A_version_is_found_by_the_path_of_its_page(string slug, string version, bool isHeld) =>
        Assert.Equal(isHeld, Engine.Instance.Policies.Find(slug, version) is not null);

    // facts.md: the titles, the numbers, the draft.
    [Theory]
    [InlineData("7.03.03", "2019-04-18", "Ketamine Infusion Therapy for the Treatment of Chronic Pain Syndromes", false)]
    [InlineData("7.03.03", "2025-03-20", "Ketamine Infusion Therapy for the Treatment of Chronic Pain Syndrome", false)]
    [InlineData("CDI-00031", "2024-10-01", "Ketamine for Chronic Pain", true)]
    public void A_version_says_what_its_document_says(string slug, string day, string title, bool isDraft)
    {
        var version = Engine.Instance.Policies.Find(slug, day)!;

        Assert.Equal(title, version.Title);
        Assert.Equal(isDraft, version.IsDraft);
        Assert.Equal($"/policies/{slug}/{day}", version.Path);
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, null);

    private static Concept Drug(string id) => Engine.Instance.Vocabulary.Plain(ConceptKind.Drug).Single(d => d.Id == id);

    private static string OnDay(VersionOnDay on) => on switch
    {
        VersionOnDay.InForce inForce => inForce.Version.Version,
        VersionOnDay.Between between => $"{between.Earlier.Version} to {between.Later.Version}",
        VersionOnDay.NotYet => "not yet",
        VersionOnDay.Ended ended => $"ended {ended.Last.Version}",
        _ => "",
    };

    private static PolicyVersion Version(string version, string start, string end) => new()
    {
        Url = "https://example.org/PlanDefinition/p",
        Version = version,
        Number = "1",
        Title = "T",
        Publisher = "P",
        IsDraft = false,
        Description = "D",
        Evidence = "E",
        NextSteps = "N",
        Start = Day(start),
        End = Day(end),
        NextReview = null,
        Payers = [],
        Rules = [],
        Links = [],
    };
}
