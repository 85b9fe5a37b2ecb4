using System.Buffers;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;
using KetamineCrd.Reading;
using KetamineCrd.Resources;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>Every card that the policy data of the real payers leads to: each version, payer, product line and rule, and each fact that may be missing.</summary>
internal static class EveryCard
{
    private static readonly Vocabulary Vocabulary = Engine.Instance.Vocabulary;

    private static readonly Concept[] Drugs = [.. Vocabulary.Plain(ConceptKind.Drug).Where(d => !d.IsNothing)];
    private static readonly Concept[] Routes = [.. Vocabulary.Plain(ConceptKind.Route)];

    private static readonly IndicationFact ChronicPain = Known("chronic-pain");
    private static readonly IndicationFact AcutePain = Known("acute-pain");
    private static readonly IndicationFact UnsaidChronicity = Unsettled("pain-chronicity-unstated");

    // What an order may be for; the first one of each rule stands for the others.
    private static readonly IndicationFact[] Reasons = [ChronicPain, Known("psychiatric"), Known("substance-use")];

    public static CardTexts Texts { get; } = CardTexts.Read(
        Engine.Files().Where(f => f.Path.StartsWith("cards/", StringComparison.Ordinal)).ToDictionary(f => f.Path["cards/".Length..], f => JsonElement.Parse(f.Content.Span), StringComparer.Ordinal),
        new ResourceIssues())!;

    public static IReadOnlyList<RenderedCard> All { get; } = [.. Rendered()];

    /// <summary>One card in one situation; null where there is none.</summary>
    public static RenderedCard? Render(CardSituation situation)
    {
        var call = new Call { Service = situation.AtSelect ? Call.OrderSelect : Call.OrderSign };
        var request = call.Request();
        var index = FactsReader.Index(request);
        var read = Engine.Instance.ReadFacts(request, index, canRead: false, call.Now);
        var facts = read with
        {
            Orders = [.. situation.Orders.Select((change, i) => On(situation.Day, change(read.Orders[0]) with { Reference = $"MedicationRequest/ketamine-{i + 1}" }))],
            Coverages = [read.Coverages[0] with { Payer = situation.Payer, ProductLine = new Possible([situation.Line], FactBasis.Code) }],
        };
        var determinations = Engine.Instance.Determine(facts, out _);
        if (determinations!.All(d => CardKinds.Of(d.Determination) is null))
        {
            return null;
        }

        var context = new AnswerContext(request, index, facts, call.Now, new CallScope(Call.BaseAddress));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Engine.Instance.Answer(context, determinations!).Write(writer, context);
        }

        var cards = JsonElement.Parse(buffer.WrittenSpan).GetProperty("cards").EnumerateArray().ToArray();
        return cards is [var card] ? new RenderedCard(situation, determinations!.Where(d => CardKinds.Of(d.Determination) is not null).MinBy(d => CardKinds.Of(d.Determination))!, card) : null;
    }

    private static IEnumerable<RenderedCard> Rendered()
    {
        foreach (var version in Engine.Instance.Policies.Policies.SelectMany(p => p.Versions))
        {
            foreach (var (payer, line) in version.Payers.SelectMany(p => LinesOf(version, p).Select(l => (p, l))))
            {
                foreach (var card in OfLine(version, payer, line))
                {
                    yield return card;
                }
            }
        }
    }

    private static IEnumerable<Concept> LinesOf(PolicyVersion version, Payer payer) => payer.ImpliedProductLine is { } implied
        ? [implied]
        : version.Rules.SelectMany(r => r.ProductLines ?? []).Distinct().Where(l => !version.Payers.Any(p => p.ImpliedProductLine == l)).OrderBy(l => l.Id, StringComparer.Ordinal);

    private static IEnumerable<RenderedCard> OfLine(PolicyVersion version, Payer payer, Concept line)
    {
        var day = version.End ?? version.Start;
        var rules = new HashSet<PolicyRule>();
        foreach (var drug in Drugs)
        {
            foreach (var reason in Reasons)
            {
                foreach (var route in Routes)
                {
                    var situation = new CardSituation(version, payer, line, day, "", [o => o with { Drug = Named(drug), Route = Known(route), Indications = [reason] }]);
                    if (Determined(situation) is { Determination.DecidingRule: { } rule } && rules.Add(rule) && Render(situation) is { } card)
                    {
                        yield return card;
                    }
                }
            }
        }

        var iv = Named(Drugs.Single(d => d.Id == "ketamine"));
        var byVein = Known(Routes.Single(r => r.Id == "route-intravenous"));
        (string What, DateOnly Day, Func<OrderFacts, OrderFacts>[] Orders)[] special =
        [
            ("drug not said", day, [o => o with { Drug = DrugFact.Unnamed.Instance, Route = byVein, Indications = [ChronicPain] }]),
            ("route not said", day, [o => o with { Drug = iv, Route = Possible.Anything, Indications = [ChronicPain] }]),
            ("route not said, of an injectable product", day, [o => o with { Drug = iv, Route = Injected(), Indications = [ChronicPain] }]),
            ("reason not said", day, [o => o with { Drug = iv, Route = byVein, Indications = [] }]),
            ("route and reason not said", day, [o => o with { Drug = iv, Route = Possible.Anything, Indications = [] }]),
            ("chronic or not", day, [o => o with { Drug = iv, Route = byVein, Indications = [UnsaidChronicity] }]),
            ("which reason is treated", day, [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain, AcutePain] }]),
            ("chronic pain and a psychiatric reason", day, [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain, Reasons[1]] }]),
            ("the day after the last one", (version.End ?? DateOnly.MaxValue.AddDays(-1)).AddDays(1), [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain] }]),
            ("review overdue", (version.NextReview?.Last ?? DateOnly.MaxValue.AddDays(-1)).AddDays(1), [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain] }]),
            ("two orders that differ in the reason", day,
                [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain] }, o => o with { Drug = iv, Route = byVein, Indications = [Reasons[1]] }]),
            ("two orders alike", day, [o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain] }, o => o with { Drug = iv, Route = byVein, Indications = [ChronicPain] }]),
        ];
        foreach (var (what, on, orders) in special)
        {
            if (on < DateOnly.MaxValue.AddDays(-1) && Render(new CardSituation(version, payer, line, on, what, orders)) is { } card
                && (what.Length == 0 || card.Determination.Policy == version || card.Determination.Policy is null))
            {
                yield return card;
            }
        }
    }

    private static OrderFacts On(DateOnly day, OrderFacts order) =>
        order with { Schedule = new ServiceSchedule(new DateTimeOffset(day, new TimeOnly(16, 0), TimeSpan.Zero)), Service = new ServiceDay(day) };

    private static OrderDetermination? Determined(CardSituation situation)
    {
        var call = new Call();
        var request = call.Request();
        var read = Engine.Instance.ReadFacts(request, FactsReader.Index(request), canRead: false, call.Now);
        return Engine.Instance.Determine(
            read with
            {
                Orders = [On(situation.Day, situation.Orders[0](read.Orders[0]))],
                Coverages = [read.Coverages[0] with { Payer = situation.Payer, ProductLine = new Possible([situation.Line], FactBasis.Code) }],
            },
            out _)?.Single();
    }

    private static DrugFact.Named Named(Concept drug) => new DrugFact.Named(drug, FactBasis.Code);

    private static Possible Known(Concept route) => new([route], FactBasis.Code);

    private static IndicationFact Known(string id)
    {
        var concept = Vocabulary.Plain(ConceptKind.Indication).Single(c => c.Id == id);
        return new IndicationFact(concept, new Possible([concept], FactBasis.Code));
    }

    // As the reader leaves it when nothing tells whether the pain is chronic.
    private static IndicationFact Unsettled(string id)
    {
        var concept = Vocabulary.ConceptsOf($"https://ketaminecrd.example/fhir/ValueSet/{id}")!.Single();
        return new IndicationFact(concept, Possible.From([concept], ConceptKind.Indication, FactBasis.Code));
    }

    private static Possible Injected() => new(
        [.. Routes.Where(r => r.Id is "route-intravenous" or "route-intramuscular" or "route-subcutaneous")], FactBasis.Implied);
}
