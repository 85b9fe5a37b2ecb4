using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Meanings;
using KetamineCrd.Responses;
using KetamineCrd.Tests.Determinations;

namespace KetamineCrd.Tests.Responses;

/// <summary>A card for each kind of answer: what it must mean to the one who reads it, and what it must never say (cases README, decision rules 17 to 20).</summary>
public sealed class CardKindTests
{
    private const string Excellus = "Excellus BlueCross BlueShield";
    private const string Minnesota = "Blue Cross and Blue Shield of Minnesota";
    private const string Iv = Given.Intravenous;

    private static readonly string[] Grounds = ["investigational", "experimental", "investigative", "not medically necessary", "is not covered"];

    // What each kind must say first, of this order, and what to do next.
    private static readonly Dictionary<CardKind, (Call Call, string Payer, string Number, string Meaning, string Next)> Examples = new()
    {
        [CardKind.NotCovered] = (
            Call.Excellus("2025-06-02", "sopt:512", Iv, Given.Crps),
            Excellus, "7.03.03", "Not paid by this plan: IV ketamine for chronic pain is investigational", "Utilization Review"),
        [CardKind.ReferToOtherPolicy] = (
            Call.Excellus("2025-06-02", "sopt:512", Iv, "F33.2"),
            Excellus, "7.03.03", @"Not decided here: policy 3\.01\.13", @"Ask the plan for policy 3\.01\.13"),
        [CardKind.DeferToOtherProgram] = (
            Call.Excellus("2025-06-02", "sopt:21", Iv, Given.Crps),
            Excellus, "7.03.03", "eMedNY", "eMedNY"),
        [CardKind.MedicalNecessityReview] = (
            Call.Excellus("2019-06-03", "sopt:391", Iv, Given.Crps),
            Excellus, "7.03.03", "judged only for medical necessity, case by case", "Have the clinical information ready"),
        [CardKind.PriorAuthorization] = (
            Call.Under("Medica", "2025-09-02", "name:Choice PPO, Medicare primary", Iv, Given.Crps),
            "Medica", "MB2300", "Prior authorization is required", "Ask the plan's pharmacy services for prior authorization"),
        [CardKind.NeedsInformation] = (
            Call.Under(Minnesota, "2024-11-15", "sopt:512", Iv, "F10.20"),
            Minnesota, "II-271", "does not say whether substance use disorders count", "add it to the reasons on the order"),
        [CardKind.InformationMissing] = (
            Call.Excellus("2025-06-02", "sopt:512", Iv, "M54.50"),
            Excellus, "7.03.03", "leaves open whether the pain is chronic", "complete the order if this leaves it open"),
        [CardKind.VersionReplaced] = (
            Call.Under(Minnesota, "2025-01-27", "sopt:512", Iv, Given.Crps),
            Minnesota, "II-271", "ended before the date of service, so nothing is answered from it", "look up the version in force since January 27, 2025"),
    };

    public static TheoryData<CardKind> Kinds => [.. Enum.GetValues<CardKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_card_says_what_it_means_for_this_order_what_to_do_and_who_says_so(CardKind kind)
    {
        var (call, payer, number, meaning, next) = Examples[kind];
        var card = call.OnlyCard();
        var paragraphs = Detail(card).Split("\n\n");

        Assert.Equal(kind, CardKinds.Of(call.Determine()!.Determination));
        Assert.StartsWith("**Ketamine:** ", paragraphs[0], StringComparison.Ordinal);
        Assert.Matches(meaning, paragraphs[0]);
        Assert.Matches(next, Assert.Single(paragraphs, p => p.StartsWith("**Next:** ", StringComparison.Ordinal)));
        Assert.Matches($@"^(Source: {payer}, p|P)olicy {number}\b", Assert.Single(paragraphs, p => p.Contains("olicy " + number, StringComparison.Ordinal) && !p.StartsWith("**", StringComparison.Ordinal)));
        Assert.Equal(payer, card.GetProperty("source").GetProperty("label").GetString());
    }

    // CRD 2.2.1 resp-1: a payer's word on payment is never critical; only a denial warns.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_a_denial_warns(CardKind kind)
    {
        var card = Examples[kind].Call.OnlyCard();

        Assert.Equal(kind == CardKind.NotCovered ? "warning" : "info", card.GetProperty("indicator").GetString());
        Assert.InRange(Summary(card).Length, 1, 139);
        Assert.False(card.TryGetProperty("suggestions", out _));
        Assert.Equal("MedicationRequest/ketamine-1", Assert.Single(AssociatedResources(card)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_card_has_absolute_links_only_first_of_all_to_what_the_text_says(CardKind kind)
    {
        var links = Examples[kind].Call.OnlyCard().GetProperty("links").EnumerateArray().ToArray();

        Assert.All(links, link =>
        {
            Assert.Equal("absolute", link.GetProperty("type").GetString());
            Assert.False(string.IsNullOrEmpty(link.GetProperty("label").GetString()));
            Assert.True(Uri.TryCreate(link.GetProperty("url").GetString(), UriKind.Absolute, out var url) && url.Scheme == "https");
        });
        Assert.StartsWith($"{Call.BaseAddress}/policies/", links[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("#statement", links[0].GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    // While an order is being written only a denial is worth an interruption.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_order_select_only_a_denial_has_a_card(CardKind kind)
    {
        var call = Examples[kind].Call with { Service = Call.OrderSelect, Selections = ["MedicationRequest/ketamine-1"] };

        Assert.Equal(kind == CardKind.NotCovered ? 1 : 0, call.Cards().Count);
    }

    // "investigational", "experimental", "not medically necessary" and "not covered" are different things; do not use another payer's word.
    [Theory]
    [InlineData(Excellus, "2025-06-02", "investigational", "experimental, investigative, not medically necessary, is not covered")]
    [InlineData(Excellus, "2019-06-03", "investigational", "experimental, investigative, not medically necessary, is not covered")]
    [InlineData(Minnesota, "2024-11-15", "experimental, investigative", "investigational, not medically necessary, is not covered")]
    [InlineData("VA Community Care", "2025-06-02", "investigational, experimental, not medically necessary", "investigative, is not covered")]
    [InlineData("Medica", "2025-09-02", "is not covered", "investigational, experimental, investigative, not medically necessary")]
    public void A_denial_uses_the_grounds_of_its_payer_and_of_no_other(string payer, string date, string uses, string avoids)
    {
        var call = Call.Under(payer, date, payer.StartsWith("VA", StringComparison.Ordinal) ? "" : "sopt:512", Iv, Given.Crps);
        var text = Words(call);

        Assert.All(uses.Split(", "), word => Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(avoids.Split(", "), word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    // "Neither a summary nor a reason may assert": what is no denial gives no ground of one. (A detail may tell what follows if another program
    // says nothing.)
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_a_denial_gives_a_ground(CardKind kind) =>
        Assert.Equal(kind == CardKind.NotCovered, GivesGround(Examples[kind].Call));

    [Fact]
    public void Whatever_is_no_denial_gives_no_ground() =>
        Prop.ForAll(Scenario.Any, scenario =>
            scenario.Call() is var call && (call.CoverageInformation() is null || call.Determine()!.Determination is Determination.NotCovered || !GivesGround(call)))
            .Holds();

    // 000, FEHBP/FEP: what the FDA approved "may not be called investigational"; the whole answer, links and order included.
    [Theory]
    [InlineData("2015-05-28", "sopt:391", Given.Crps)]
    [InlineData("2019-06-03", "sopt:391", Given.Crps)]
    [InlineData("2019-06-03", "name:FEP Blue Standard", "M79.7")]
    [InlineData("2020-03-18", "sopt:391", "G43.709")]
    public void A_review_of_medical_necessity_never_says_investigational(string date, string line, string reason)
    {
        var call = Call.Excellus(date, line, Iv, reason);
        var text = call.AnswerText();

        Assert.Equal("medical necessity review", call.Outcome());
        Assert.Contains("medical necessity", text, StringComparison.Ordinal);
        Assert.DoesNotContain("investigational", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("experimental", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Two_orders_of_one_policy_have_one_card_led_by_the_stronger_answer()
    {
        Call Both(params string[] reasons) => new()
        {
            Orders = [.. reasons.Select((r, i) => Given.Order(o =>
            {
                o["id"] = $"ketamine-{i + 1}";
                Given.SetReasons(o, r);
            }))],
        };

        foreach (var card in new[] { Both("F33.2", Given.Crps).OnlyCard(), Both(Given.Crps, "F33.2").OnlyCard() })
        {
            Assert.StartsWith("IV ketamine for chronic pain is investigational", Summary(card), StringComparison.Ordinal);
            Assert.Equal("warning", card.GetProperty("indicator").GetString());
            Assert.Contains("3.01.13", Detail(card), StringComparison.Ordinal);
            Assert.Equal(2, AssociatedResources(card).Count);
        }

        Assert.StartsWith("Psychiatric use is decided by policy 3.01.13", Summary(Both("M54.50", "F33.2").OnlyCard()), StringComparison.Ordinal);
        Assert.Equal(2, Both("M54.50", "F33.2").Answer().GetProperty("systemActions").GetArrayLength());
    }

    [Fact]
    public void One_card_names_each_drug_that_it_is_about()
    {
        var call = Call.Under(Minnesota, "2024-11-15", "sopt:512", Iv, Given.Crps);
        var lidocaine = call.Orders[0].DeepClone().AsObject();
        lidocaine["id"] = "lidocaine-1";
        lidocaine["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "6387");
        var card = (call with { Orders = [call.Orders[0], lidocaine] }).OnlyCard();

        Assert.StartsWith("**Ketamine and Lidocaine (2 orders: of ketamine; of lidocaine):** ", Detail(card), StringComparison.Ordinal);
        Assert.Contains("IV lidocaine for chronic pain", Detail(card), StringComparison.Ordinal);
    }

    // CRD 2.2.1 dev-24.
    [Fact]
    public void Orders_of_one_drug_are_told_apart_by_what_differs()
    {
        string Said(Action<JsonObject> first, Action<JsonObject> second) => Detail(new Call
        {
            Orders = [.. new[] { first, second }.Select((change, i) => Given.Order(o =>
            {
                o["id"] = $"ketamine-{i + 1}";
                Given.SetReasons(o, Given.Crps);
                change(o);
            }))],
        }.OnlyCard());

        var byReason = Said(_ => { }, o => Given.SetReasons(o, "F33.2"));
        Assert.StartsWith("**Ketamine (for chronic pain):** ", byReason, StringComparison.Ordinal);
        Assert.Contains("Order for psychiatric disorder: ", byReason, StringComparison.Ordinal);
        Assert.StartsWith("**Ketamine (2 orders):** ", Said(_ => { }, _ => { }), StringComparison.Ordinal);
    }

    // 001 ambiguity 1: "point to the current version instead".
    [Fact]
    public void The_card_of_a_replaced_version_names_the_day_and_links_to_where_the_current_one_is()
    {
        var call = Examples[CardKind.VersionReplaced].Call;
        var card = call.OnlyCard();
        var urls = card.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("url").GetString()).ToArray();

        Assert.Contains("January 27, 2025", Summary(card), StringComparison.Ordinal);
        Assert.Contains("January 27, 2025", Detail(card), StringComparison.Ordinal);
        Assert.Contains("https://www.bluecrossmn.com/providers/medical-management", urls, StringComparer.Ordinal);
        Assert.DoesNotContain(urls, url => url!.Contains("ii-271-00111", StringComparison.Ordinal));
        Assert.Contains("January 27, 2025", call.Reason(), StringComparison.Ordinal);
    }

    // The states of coverage and of prior authorization: "auth-needed" only where the text says so, "no-auth" never (rule 20).
    [Theory]
    [InlineData(CardKind.NotCovered, "not-covered", null, null)]
    [InlineData(CardKind.ReferToOtherPolicy, "conditional", "OTH", null)]
    [InlineData(CardKind.DeferToOtherProgram, "conditional", "OTH", null)]
    [InlineData(CardKind.MedicalNecessityReview, "conditional", "OTH", null)]
    [InlineData(CardKind.PriorAuthorization, "conditional", "OTH", "auth-needed")]
    [InlineData(CardKind.NeedsInformation, "conditional", "OTH", null)]
    [InlineData(CardKind.InformationMissing, "conditional", "OTH", null)]
    [InlineData(CardKind.VersionReplaced, "conditional", "OTH", null)]
    public void Each_answer_has_its_coverage_information(CardKind kind, string covered, string? needed, string? authorization)
    {
        var statement = Examples[kind].Call.CoverageInformation()!.Value;

        Assert.Equal(covered, Code(statement, "covered"));
        Assert.Equal(needed, Code(statement, "info-needed"));
        Assert.Equal(authorization, Code(statement, "pa-needed"));
        Assert.Empty(CoverageInformationRules.Violations(statement));
    }

    [Fact]
    public void What_a_deployment_says_of_a_payer_stands_on_its_cards()
    {
        const string Contact = "Call 555-0100 for a peer-to-peer review.";
        var (engine, issues) = CrdEngine.Load(Engine.Files(),
        [
            new PayerAddition("excellus")
            {
                Contact = Contact,
                Links = [("Provider portal", new Uri("https://portal.example.org/excellus"))],
                Names = ["Flower City Plan"],
                PayerIds = ["FCP01"],
            },
        ]);
        Assert.Empty(issues);

        foreach (var kind in new[] { CardKind.NotCovered, CardKind.ReferToOtherPolicy, CardKind.DeferToOtherProgram, CardKind.MedicalNecessityReview, CardKind.InformationMissing })
        {
            var card = (Examples[kind].Call with { Engine = engine! }).OnlyCard();

            Assert.Contains($"**Contact:** {Contact}", Detail(card), StringComparison.Ordinal);
            Assert.Contains(
                """{"label":"Provider portal","url":"https://portal.example.org/excellus","type":"absolute"}""",
                card.GetProperty("links").EnumerateArray().Select(l => l.GetRawText()),
                StringComparer.Ordinal);
        }

        var otherPayer = (Examples[CardKind.PriorAuthorization].Call with { Engine = engine! }).AnswerText();
        Assert.DoesNotContain(Contact, otherPayer, StringComparison.Ordinal);
        Assert.DoesNotContain("portal.example.org", otherPayer, StringComparison.Ordinal);
        Assert.Equal("investigational", (Call.Under("Flower City Plan", "2025-06-02", "sopt:512", Iv, Given.Crps) with { Engine = engine! }).Outcome());
        Assert.Equal("investigational", (Call.WithCoverage(c => c["payor"] = Given.Json("""
            [{ "identifier": { "type": { "coding": [{ "system": "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", "code": "payerid" }] }, "value": "FCP01" } }]
            """)) with { Engine = engine! }).Outcome());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_it_no_card_speaks_of_a_contact(CardKind kind) =>
        Assert.DoesNotContain("Contact", Detail(Examples[kind].Call.OnlyCard()), StringComparison.Ordinal);

    [Fact]
    public void What_a_deployment_says_of_a_payer_that_nobody_knows_is_reported()
    {
        var (engine, issues) = CrdEngine.Load(Engine.Files(), [new PayerAddition("nobody") { Contact = "Call 555-0100." }]);

        Assert.Null(engine);
        Assert.Equal("Crd:Payers:nobody", Assert.Single(issues).File);
    }

    [Theory]
    [InlineData("Univera", null)]
    [InlineData(null, "94265")]
    public void A_name_or_id_of_another_payer_cannot_be_added(string? name, string? payerId)
    {
        var (engine, issues) = CrdEngine.Load(Engine.Files(),
        [
            new PayerAddition("excellus") { Names = name is null ? [] : [name], PayerIds = payerId is null ? [] : [payerId] },
        ]);

        Assert.Null(engine);
        Assert.NotEmpty(issues);
    }

    // The card's words and the reason of the statement; codes are left out.
    private static string Words(Call call) => $"{Summary(call.OnlyCard())} {Detail(call.OnlyCard())} {call.Reason()}";

    private static bool GivesGround(Call call) => call.Cards().Select(Summary).Append(call.Reason())
        .Any(text => Grounds.Any(g => text.Contains(g, StringComparison.OrdinalIgnoreCase)));

    private static IReadOnlyList<string> AssociatedResources(JsonElement card) =>
        [.. card.GetProperty("extension").GetProperty("davinci-crd.associated-resource").EnumerateArray().Select(r => r.GetProperty("reference").GetString()!)];

    private static string? Code(JsonElement statement, string url)
    {
        var parts = statement.GetProperty("extension").EnumerateArray().Where(p => p.GetProperty("url").GetString() == url).ToArray();
        return parts.Length == 0 ? null : Assert.Single(parts).GetProperty("valueCode").GetString();
    }

    private static string Summary(JsonElement card) => card.GetProperty("summary").GetString()!;

    private static string Detail(JsonElement card) => card.GetProperty("detail").GetString()!;
}
