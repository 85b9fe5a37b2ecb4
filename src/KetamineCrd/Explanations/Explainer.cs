using System.Globalization;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Repairs;
using KetamineCrd.Responses;

namespace KetamineCrd.Explanations;

/// <summary>Puts what the facts and determinations of a call remember into an explanation. It decides nothing itself.</summary>
public static class Explainer
{
    /// <summary>One explanation for each order of the call, or for each payer that answers for it, and what of the call was repaired.</summary>
    /// <param name="request">The call, still open.</param>
    /// <param name="index">Its resources, with those that were read.</param>
    /// <param name="facts">What they say.</param>
    /// <param name="determinations">What was decided.</param>
    /// <param name="unrecorded">What of it the answer does not record; see <see cref="CrdResponse.Unrecorded"/>.</param>
    public static Explanation Explain(
        HookRequest request, ResourceIndex index, CallFacts facts, IReadOnlyList<OrderDetermination> determinations, IReadOnlyList<UnrecordedStatement>? unrecorded = null)
    {
        var passedOver = facts.PassedOver.ToDictionary(p => p.Index, p => p.Reason);
        var byIndex = determinations.ToLookup(d => d.Order.Index);
        var places = new SourcePlaces(request, index);
        var ofCoverages = new Dictionary<IReadOnlyList<FactSource>, IReadOnlyList<ReadFact>>(ReferenceEqualityComparer.Instance);
        return new Explanation([.. facts.Focal.SelectMany((order, i) =>
            byIndex.Contains(i)
                ? byIndex[i].Select(d => Explain(order, d, places, ReadOnce(d.Coverage, places, ofCoverages)) with { Unrecorded = WhyUnrecorded(d, unrecorded) })
                : [Silence(order, places, passedOver.TryGetValue(i, out var reason) ? Code(reason) : Code(facts.CoverageSource))])], RepairFinder.Find(request.Root))
        {
            Unread = [.. facts.Unread.Take(SourcePlaces.Most).Select(u => new UnreadExplanation(u.Type.Length > 0 ? u.Type : null, Code(u.Reason), places.Of(u.Place.Json, default, "")))],
        };
    }

    private static string? WhyUnrecorded(OrderDetermination determination, IReadOnlyList<UnrecordedStatement>? unrecorded)
    {
        foreach (var statement in unrecorded ?? [])
        {
            if (ReferenceEquals(statement.Determination, determination))
            {
                return Code(statement.Reason);
            }
        }

        return null;
    }

    private static OrderExplanation Silence(FocalResource order, SourcePlaces places, string reason) => new()
    {
        Path = places.Of(order.Json),
        Order = new Resource(order.Json).PlainReference,
        Determination = Code(nameof(Determination.NotAddressed)),
        PassedOver = reason,
    };

    private static OrderExplanation Explain(FocalResource order, OrderDetermination determination, SourcePlaces places, IReadOnlyList<ReadFact> ofCoverage)
    {
        var (facts, coverage, path) = (determination.Order, determination.Coverage, places.Of(order.Json));
        return new OrderExplanation
        {
            Path = path,
            Order = facts.Reference,
            Determination = Code(determination.Determination switch
            {
                Determination.DecidedElsewhere elsewhere => elsewhere.Rule.Outcome.ToString(),
                { } other => other.GetType().Name,
            }),
            ServiceDate = facts.ServiceDate,
            Coverage = PlainReference.Of(coverage?.Reference),
            Payer = coverage?.Payer?.Id,
            Facts =
            [
                Understood(facts.Drug),
                Understood(ConceptKind.Route, facts.Route),
                .. facts.Indications.Select(i => Understood(ConceptKind.Indication, i.Possible)),
                .. coverage is null ? [] : new[] { Understood(ConceptKind.ProductLine, coverage.ProductLine) },
            ],
            Sources = [.. facts.Sources.Take(SourcePlaces.Most).Select(s => Read(s, order.Json, path, places)).Concat(ofCoverage).Distinct()],
            Tests = [.. determination.Steps.Select(Test)],
            Policy = Policy(determination),
            Missing = determination.Determination switch
            {
                Determination.InformationMissing missing => [.. missing.Facts.Select(f => Code(f))],
                Determination.Indeterminate indeterminate => [Code(indeterminate.Fact)],
                _ => [],
            },
            Remarks = [.. determination.Remarks.Select(r => Code(r))],
        };
    }

    private static UnderstoodFact Understood(DrugFact drug) => drug switch
    {
        DrugFact.Named named => new UnderstoodFact("drug", [named.Drug.Title], Code(named.Basis)),
        DrugFact.Unreadable => new UnderstoodFact("drug", [], Code(FactBasis.Unreadable)),
        _ => new UnderstoodFact("drug", [], Code(FactBasis.Missing)),
    };

    private static UnderstoodFact Understood(ConceptKind kind, Possible possible) => new(Code(kind), Titles(possible), Code(possible.Basis));

    private static string[] Titles(Possible possible) => [.. possible.Concepts.Select(c => c.Title)];

    private static ReadFact Read(FactSource source, JsonElement order, string path, SourcePlaces places) =>
        new(Code(source.Fact), source.Meaning, Code(source.Basis), places.Of(source.Place.Json, order, path));

    // Those of a Coverage are the same for every order that it counts for.
    private static IReadOnlyList<ReadFact> ReadOnce(
        CoverageFacts? coverage, SourcePlaces places, Dictionary<IReadOnlyList<FactSource>, IReadOnlyList<ReadFact>> known)
    {
        if (coverage is null)
        {
            return [];
        }

        if (!known.TryGetValue(coverage.Sources, out var read))
        {
            known.Add(coverage.Sources, read = [.. coverage.Sources.Take(SourcePlaces.Most).Select(s => Read(s, default, "", places))]);
        }

        return read;
    }

    private static TestExplanation Test(DeterminationStep step) => new(
        Code(step.Test),
        Code(step.Result),
        step.Version is { } version ? $"{version.Number} {version.Version}" : null,
        step.Reason is { } reason ? Titles(reason.Possible) : null,
        step.Worlds is { } worlds ? [.. worlds.FittingRules.Select(r => r.Id)] : []);

    private static PolicyExplanation? Policy(OrderDetermination determination)
    {
        if (determination.Policy is not { } policy)
        {
            return null;
        }

        var rule = determination.Determination.DecidingRule;
        return new PolicyExplanation
        {
            Number = policy.Number,
            Version = policy.Version,
            Title = policy.Title,
            Page = string.Create(CultureInfo.InvariantCulture, $"{policy.Path}#{rule?.Id ?? "statement"}"),
            Rule = rule?.Id,
            Section = rule?.Section,
            Statement = rule?.Statement,
            Note = rule?.Note,
            Also = [.. determination.Also.Select(r => r.Id)],
        };
    }

    private static string Code<T>(T value)
        where T : struct, Enum => Code(value.ToString());

    private static string Code(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
