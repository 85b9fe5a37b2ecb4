using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>Every card, read as the doctor reads it who is in the middle of an order (decision rules 18, 20 to 22).</summary>
/// <remarks><c>tests/data/cards/every-card.md</c> is for reading through. Rewrite it with <c>REWRITE_EVERY_CARD=1</c>, which also fails, so that the change is looked at.</remarks>
public sealed partial class EveryCardTests
{
    private const string Rewrite = "REWRITE_EVERY_CARD";

    private static readonly string Golden = Repository.PathTo("tests/data/cards/every-card.md");

    // What a clinician is not to read: FHIR's names and codes.
    private static readonly string[] Jargon =
    [
        "Coverage.", "MedicationRequest", "ServiceRequest", "reasonCode", "dosageInstruction", "ICD", "HCPCS", "SNOMED", "RxNorm", "NDC", "FHIR", "code", "Bundle", "product line",
    ];

    private static readonly string[] British = ["anaesth", "recognis", "behaviour", "favour", "ischaem", "programme", "judgement", "organis", " %"];

    [Fact]
    public void The_list_of_every_card_is_the_recorded_one()
    {
        var text = Listing();
        if (Environment.GetEnvironmentVariable(Rewrite) is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Golden)!);
            File.WriteAllText(Golden, text);
            Assert.Fail($"{Golden} was rewritten: look at the difference.");
        }

        Assert.Equal(File.ReadAllText(Golden), text);
    }

    // Rule 21: 60 to 80 words, up to 110 where a caveat, a second policy or order, or a caution must stand. A short one needs no padding.
    [Fact]
    public void A_card_is_no_longer_than_a_busy_reader_reads() =>
        Assert.All(EveryCard.All, card => Assert.True(card.Words <= Limit(card), $"{card.Words} words of {Limit(card)}: {card.Detail}"));

    [Fact]
    public void A_summary_is_one_line_under_140_characters() =>
        Assert.All(EveryCard.All, card =>
        {
            Assert.InRange(card.Summary.Length, 1, 139);
            Assert.DoesNotContain('\n', card.Summary);
        });

    [Fact]
    public void No_card_has_words_of_FHIR_or_codes() =>
        Assert.All(EveryCard.All, card => Assert.All(Jargon, word => Assert.DoesNotContain(word, Text(card), StringComparison.Ordinal)));

    [Fact]
    public void Spelling_and_dates_are_American() =>
        Assert.All(EveryCard.All, card =>
        {
            Assert.All(British, word => Assert.DoesNotContain(word, Text(card), StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch(IsoDate(), Text(card));
        });

    [Fact]
    public void A_denial_says_first_and_once_that_it_is_not_paid_and_last_what_to_do_if_the_order_is_for_something_else() =>
        Assert.All(EveryCard.All.Where(c => c.Kind == CardKind.NotCovered), card =>
        {
            var paragraphs = card.Detail.Split("\n\n");
            Assert.Matches(@"^\*\*[^*]+:\*\* Not paid by ", paragraphs[0]);
            Assert.Single(NotPaid().Matches(card.Detail));
            Assert.StartsWith("If the order is for something else, ", paragraphs[^1], StringComparison.Ordinal);
            Assert.Contains(card.Determination.Determination.DecidingRule!.Ground!, card.Detail, StringComparison.OrdinalIgnoreCase);
        });

    // Rule 18, in the reader's terms.
    [Fact]
    public void Only_a_member_with_a_contract_reads_of_a_contract()
    {
        string[] commercial = ["line-commercial", "line-commercial-aso", "line-exchange", "line-essential-plan", "line-child-health-plus", "line-medicare-secondary"];

        Assert.All(EveryCard.All, card => Assert.True(
            commercial.Contains(card.Situation.Line.Id, StringComparer.Ordinal) || !card.Detail.Contains("contract", StringComparison.OrdinalIgnoreCase), card.Detail));
        Assert.All(EveryCard.All.Where(c => c.Kind == CardKind.NotCovered), card => Assert.Matches("may differ", card.Detail));
    }

    [Fact]
    public void Nobody_reads_of_signing_again_before_signing() =>
        Assert.All(Denials(), card =>
        {
            var atSelect = EveryCard.Render(card.Situation with { AtSelect = true })!;
            Assert.EndsWith("sign again.", card.Detail, StringComparison.Ordinal);
            Assert.EndsWith("before signing.", atSelect.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("sign again", atSelect.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_card_of_an_order_that_does_not_tell_the_route_does_not_tell_it_either()
    {
        var cards = EveryCard.All.Where(c => c.Determination.Remarks.Contains(Remark.RouteNotSaid)).ToArray();

        Assert.NotEmpty(cards);
        Assert.All(cards, card => Assert.DoesNotMatch("Intravenous|^IV", card.Summary + card.Detail));
    }

    // Rule 21: fair to the patient with CRPS, whichever payer. A reader of the lidocaine card reads of lidocaine.
    [Fact]
    public void Evidence_on_ketamine_for_chronic_pain_is_fair_to_CRPS() =>
        Assert.All(
            Denials().Where(c => c.Rule.Contains("chronic-pain", StringComparison.Ordinal) && !c.Rule.Contains("lidocaine", StringComparison.Ordinal)),
            card => Assert.Matches("CRPS, a 2018 consensus .*found moderate evidence up to 12 weeks", card.Detail));

    // Rule 22, MB2300 2.2.2.
    [Fact]
    public void The_caution_on_psychosis_stands_on_each_mental_health_card_of_Medica()
    {
        var cards = Denials().Where(c => c.Rule.StartsWith("mental-health", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(cards);
        Assert.All(cards, card =>
        {
            Assert.Contains("advises against ketamine after earlier psychotic symptoms", card.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("pain specialist", card.Detail, StringComparison.Ordinal);
        });
    }

    // Rule 13: an order for an inpatient is asked nothing; a denial stands. In an emergency nothing is denied and nothing is asked.
    [Fact]
    public void An_inpatients_order_is_asked_nothing_and_an_emergency_is_not_denied_either()
    {
        Assert.All(EveryCard.All.Where(c => c.Situation.Orders.Count == 1), card =>
        {
            var change = card.Situation.Orders[0];
            var asInpatient = EveryCard.Render(card.Situation with { Orders = [o => change(o) with { Setting = CareSetting.Inpatient }] });
            var inEmergency = EveryCard.Render(card.Situation with { Orders = [o => change(o) with { Setting = CareSetting.Emergency }] });
            Assert.Equal(card.Kind is CardKind.InformationMissing or CardKind.NeedsInformation, asInpatient is null);
            Assert.Equal(card.Kind is CardKind.InformationMissing or CardKind.NeedsInformation or CardKind.NotCovered, inEmergency is null);
        });
    }

    // Rule 14: the order need not be signed twice to learn what follows.
    [Fact]
    public void A_question_names_drug_and_payer_and_what_each_answer_leads_to() =>
        Assert.All(EveryCard.All.Where(c => c.Kind == CardKind.InformationMissing), card =>
        {
            Assert.Matches("^(Ketamine|Infusion or injection): ", card.Summary);
            Assert.Contains(card.Situation.Payer.Name, card.Summary, StringComparison.Ordinal);
            Assert.Contains("**What follows:** ", card.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_card_links_to_the_page_of_its_payer_where_one_is_known() =>
        Assert.Equal(
            [
                "Blue Cross and Blue Shield of Minnesota https://www.bluecrossmn.com/providers/medical-management",
                "Blue Plus none",
                "Dean Health Plan none",
                "Excellus BlueCross BlueShield none",
                "Medica none",
                "TRICARE https://manuals.health.mil/",
                "Univera Healthcare none",
                "VA Community Care https://www.va.gov/COMMUNITYCARE/providers/CDI-Library.asp",
            ],
            EveryCard.All.Select(c => $"{c.Situation.Payer.Name} {c.SourceUrl}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static IEnumerable<RenderedCard> Denials() => EveryCard.All.Where(c => c.Kind == CardKind.NotCovered && c.Situation.Orders.Count == 1);

    private static string Text(RenderedCard card) => $"{card.Summary}\n{card.Detail}\n{string.Join('\n', card.Links.Select(l => l.Label))}";

    private static int Limit(RenderedCard card)
    {
        var mustSayMore = card.Determination.Remarks.Any(CardKinds.Remarks.Contains) || card.Determination.Also.Count > 0 || card.Situation.Orders.Count > 1
            || card.Detail.Contains("**Caution:**", StringComparison.Ordinal) || card.Detail.Contains("the criteria say IV only", StringComparison.Ordinal);
        return mustSayMore ? 110 : 80;
    }

    private static string Listing()
    {
        var text = new StringBuilder("""
            # Every card

            As at order-sign; at order-select only a denial has a card, whose last sentence says "before signing". Cards that read the same stand once:
            [payer] stands for the payer's name, [terms] for what may differ, which each version lists by payer and product line.

            """);
        foreach (var version in EveryCard.All.GroupBy(c => c.Situation.Version))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {version.Key.Number}, version {version.Key.Version}\n\n");
            foreach (var terms in version.GroupBy(Terms, StringComparer.Ordinal))
            {
                var members = terms.GroupBy(c => c.Situation.Payer.Name, StringComparer.Ordinal).Select(p => $"{p.Key} ({Lines(p)})");
                text.Append(CultureInfo.InvariantCulture, $"- {terms.Key} {string.Join(". ", members)}\n");
            }

            foreach (var same in version.GroupBy(c => (Summary: Common(c, c.Summary), Detail: Common(c, c.Detail), Links: string.Join('\n', c.Links))))
            {
                var first = same.First();
                var situations = same.Select(c => c.Situation.What).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
                text.Append(CultureInfo.InvariantCulture, $"\n### {first.Kind}{(first.Rule.Length > 0 ? $": {first.Rule}" : "")}{(situations.Length > 0 ? $" ({string.Join("; ", situations)})" : "")}\n\n");
                foreach (var payers in same.GroupBy(c => c.Situation.Payer.Name, StringComparer.Ordinal).GroupBy(p => Lines(p), p => p.Key, StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{string.Join(", ", payers)}: {payers.Key}\n\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"> **{same.Key.Summary}**\n>\n> {same.Key.Detail.Replace("\n\n", "\n>\n> ", StringComparison.Ordinal)}\n\n");
                foreach (var (label, url) in first.Links)
                {
                    text.Append(CultureInfo.InvariantCulture, $"- [{label}]({url})\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"\n{same.Max(c => c.Words)} words, {same.Max(c => c.Summary.Length)} characters\n");
            }
        }

        return text.ToString();

        static string Lines(IEnumerable<RenderedCard> cards) => string.Join("; ", cards.Select(c => c.Situation.Line.Title).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        static string Common(RenderedCard card, string words) =>
            Regex.Replace(words, $@"\b{Regex.Escape(card.Situation.Payer.Name)}\b", "[payer]", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(Terms(card), "[terms]", StringComparison.Ordinal);
    }

    private static string Terms(RenderedCard card) => EveryCard.Texts.TermsOf(card.Situation.Payer, new Possible([card.Situation.Line], FactBasis.Code));

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsoDate();

    [GeneratedRegex("not paid|no payment|does not pay", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotPaid();
}
