using System.Text.Json;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using KetamineCrd.Tests.Determinations;

namespace KetamineCrd.Tests.Responses;

/// <summary>The card of a denial: crd.md section 9 (External Reference), decision rules 11, 18, and "The card of a not-covered answer" of the cases.</summary>
public sealed class CardTests
{
    [Theory]
    [InlineData("Excellus BlueCross BlueShield", "investigational", "7.03.03", "contract may differ")]
    [InlineData("Univera Healthcare", "investigational", "7.03.03", "contract may differ")]
    [InlineData("VA Community Care", "not medically necessary", "CDI 00031", "draft")]
    public void The_card_of_a_denial_says_who_what_and_on_which_ground(string payer, string ground, string number, string caveat)
    {
        var card = OnlyCard(Call.WithCoverage(c => (c["payor"]![0]!["display"], c["type"]) = (payer, payer.StartsWith("VA", StringComparison.Ordinal) ? null : c["type"]!.DeepClone())));

        Assert.Equal(payer, card.GetProperty("source").GetProperty("label").GetString());
        Assert.True(card.GetProperty("indicator").GetString() is "info" or "warning");
        Assert.InRange(Summary(card).Length, 1, 139);
        foreach (var word in new[] { ground, number, caveat })
        {
            Assert.Contains(word, Summary(card) + Detail(card), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void The_card_has_the_topic_guideline_and_absolute_links_only()
    {
        var card = OnlyCard(new Call());
        var topic = card.GetProperty("source").GetProperty("topic");

        Assert.Equal("http://terminology.hl7.org/CodeSystem/cdshooks-card-type", topic.GetProperty("system").GetString());
        Assert.Equal("guideline", topic.GetProperty("code").GetString());
        Assert.NotEqual(0, card.GetProperty("links").GetArrayLength());
        Assert.All(card.GetProperty("links").EnumerateArray(), link =>
        {
            Assert.Equal("absolute", link.GetProperty("type").GetString());
            Assert.False(string.IsNullOrEmpty(link.GetProperty("label").GetString()));
            Assert.True(Uri.IsWellFormedUriString(link.GetProperty("url").GetString(), UriKind.Absolute));
        });
        Assert.Contains(card.GetProperty("links").EnumerateArray(), l => l.GetProperty("url").GetString()!.StartsWith("https://crd.example.org/policies/7.03.03/2025-03-20", StringComparison.Ordinal));
        Assert.False(card.TryGetProperty("suggestions", out _));
        Assert.All(card.GetProperty("overrideReasons").EnumerateArray(), r => Assert.False(string.IsNullOrEmpty(r.GetProperty("code").GetString()) || string.IsNullOrEmpty(r.GetProperty("display").GetString())));
    }

    [Fact]
    public void The_uuid_of_a_card_is_a_UUID_that_is_its_own_for_each_call()
    {
        var uuid = Uuid(new Call());

        Assert.True(Guid.TryParseExact(uuid, "D", out _));
        Assert.Equal(uuid, Uuid(new Call()));
        Assert.NotEqual(uuid, Uuid(new Call { HookInstance = "00000000-0000-4000-8000-000000000000" }), StringComparer.Ordinal);
        Assert.NotEqual(uuid, Uuid(Call.WithOrder(o => o["id"] = "ketamine-2")), StringComparer.Ordinal);
        Assert.NotEqual(uuid, Uuid(new Call
        {
            PatientId = "pat-2",
            Orders = [Given.Order(o => o["subject"] = Given.ReferenceTo("Patient/pat-2"))],
            Coverages = [Given.Coverage(c => c["beneficiary"] = Given.ReferenceTo("Patient/pat-2"))],
        }), StringComparer.Ordinal);
    }

    [Fact]
    public void There_is_one_card_for_a_policy_however_many_orders()
    {
        var card = OnlyCard(new Call { Orders = [Given.Order(), Given.Infusion(), Given.Order(o => o["id"] = "ketamine-2")] });

        // CRD 2.2.1 dev-25: each order it is about.
        Assert.Equal(
            ["MedicationRequest/ketamine-1", "MedicationRequest/ketamine-2"],
            card.GetProperty("extension").GetProperty("davinci-crd.associated-resource").EnumerateArray()
                .Select(r => r.GetProperty("reference").GetString()!).Where(r => r.StartsWith("Med", StringComparison.Ordinal)),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Another_policy_has_a_card_of_its_own()
    {
        var call = new Call
        {
            Orders =
            [
                Given.Order(o => o["insurance"] = Given.Json("""[{ "reference": "Coverage/cov-1" }]""")),
                Given.Order(o => (o["id"], o["insurance"]) = ("k2", Given.Json("""[{ "reference": "Coverage/va-1" }]"""))),
                Given.Order(o => (o["id"], o["insurance"]) = ("k3", Given.Json("""[{ "reference": "Coverage/cov-1" }]"""))),
            ],
            Coverages = [Given.Coverage(), Given.VaCoverage(c => c["id"] = "va-1")],
        };

        Assert.Equal(
            ["Excellus BlueCross BlueShield", "VA Community Care"],
            call.Answer().GetProperty("cards").EnumerateArray().Select(c => c.GetProperty("source").GetProperty("label").GetString()!),
            StringComparer.Ordinal);
        Assert.Equal(1, (call with { Configuration = new() { ["max-cards"] = 1 } }).Answer().GetProperty("cards").GetArrayLength());
    }

    // Rule 11: "the card also names the policy for the other".
    [Fact]
    public void The_card_names_the_policy_of_the_other_reason() =>
        Assert.Contains("3.01.13", Detail(OnlyCard(Call.WithOrder(o => Given.SetReasons(o, Given.Crps, "F33.2")))), StringComparison.Ordinal);

    // Rules 2, 3 and 5: what a reader must know besides stands on the card too.
    [Theory]
    [InlineData("2026-04-01", "Review was due March 2026; no newer text is held here: check for one.")]
    [InlineData("2022-06-01", "versions before and after it agree")]
    public void The_card_says_when_its_text_is_not_held_or_overdue(string date, string words) =>
        Assert.Contains(words, Detail(OnlyCard(Call.WithOrder(o => Given.SetDate(o, date)))), StringComparison.Ordinal);

    // Rule 5: the coverage information says so, the card need not.
    [Fact]
    public void A_decision_from_words_says_so_in_the_coverage_information_and_not_on_the_card()
    {
        var call = Call.WithOrder(o => o["medicationCodeableConcept"] = Given.Worded("ketamine"));

        Assert.Contains("recognized from the words", call.Reason(), StringComparison.Ordinal);
        Assert.DoesNotContain("recognized from the words", Detail(OnlyCard(call)), StringComparison.Ordinal);
    }

    // One card at most, none where nothing is said or nothing clinical is wrong; never critical, never too long, never an empty placeholder.
    [Fact]
    public void There_is_one_card_for_an_answer_and_none_for_silence() =>
        Prop.ForAll(Scenario.Any, scenario =>
        {
            var cards = scenario.Call().Answer().GetProperty("cards").EnumerateArray().ToArray();
            var determination = scenario.Call().Determine();
            var isSilent = Call.Outcome(determination) is "silent" or "not active" or "policy asks for the product"
                || (determination?.Determination is Determination.InformationMissing { Facts: var facts } && (facts is [MissingFact.ProductLine] || facts.Contains(MissingFact.UnrecognizedReason)));
            return cards.Length == (isSilent ? 0 : 1)
                && cards.All(c => Summary(c).Length is > 0 and < 140
                    && c.GetProperty("indicator").GetString() != "critical"
                    && !c.GetRawText().Contains("{{", StringComparison.Ordinal));
        }).Holds();

    private static JsonElement OnlyCard(Call call) => Assert.Single(call.Answer().GetProperty("cards").EnumerateArray());

    private static string Summary(JsonElement card) => card.GetProperty("summary").GetString()!;

    private static string Detail(JsonElement card) => card.GetProperty("detail").GetString()!;

    private static string Uuid(Call call) => OnlyCard(call).GetProperty("uuid").GetString()!;
}
