using System.Globalization;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Explanations;

/// <summary>Puts what the facts and determinations of a call remember into an explanation. It decides nothing itself.</summary>
public static class Explainer
{
    /// <summary>One explanation for each order of the call, and what of the call was repaired.</summary>
    /// <param name="request">The call, still open.</param>
    /// <param name="index">Its resources, with those that were read.</param>
    /// <param name="facts">What they say.</param>
    /// <param name="determinations">What was decided.</param>
    public static Explanation Explain(HookRequest request, ResourceIndex index, CallFacts facts, IReadOnlyList<OrderDetermination> determinations)
    {
        var passedOver = facts.PassedOver.ToDictionary(p => p.Index, p => p.Reason);
        var byIndex = determinations.ToDictionary(d => d.Order.Index);
        return new Explanation([.. facts.Focal.Select((order, i) =>
            byIndex.TryGetValue(i, out var determination)
                ? Explain(order, determination, request, index)
                : Silence(order, request, passedOver.TryGetValue(i, out var reason) ? Code(reason) : Code(facts.CoverageSource)))], RepairFinder.Find(request.Root));
    }

    private static OrderExplanation Silence(FocalResource order, HookRequest request, string reason) => new()
    {
        Path = ElementPath.Of(request.Root, order.Json) ?? "",
        Order = new Resource(order.Json).Reference,
        Determination = Code(nameof(Determination.NotAddressed)),
        PassedOver = reason,
    };

    private static OrderExplanation Explain(FocalResource order, OrderDetermination determination, HookRequest request, ResourceIndex index)
    {
        var (facts, coverage) = (determination.Order, determination.Coverage);
        return new OrderExplanation
        {
            Path = ElementPath.Of(request.Root, order.Json) ?? "",
            Order = facts.Reference,
            Determination = Code(determination.Determination switch
            {
                Determination.DecidedElsewhere elsewhere => elsewhere.Rule.Outcome.ToString(),
                { } other => other.GetType().Name,
            }),
            ServiceDate = facts.ServiceDate,
            Coverage = coverage?.Reference,
            Payer = coverage?.Payer?.Id,
            Facts =
            [
                Understood(facts.Drug),
                Understood(ConceptKind.Route, facts.Route),
                .. facts.Indications.Select(i => Understood(ConceptKind.Indication, i.Possible)),
                .. coverage is null ? [] : new[] { Understood(ConceptKind.ProductLine, coverage.ProductLine) },
            ],
            Sources = [.. facts.Sources.Concat(coverage?.Sources ?? []).Select(s => Read(s, request, index)).Distinct()],
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

    private static ReadFact Read(FactSource source, HookRequest request, ResourceIndex index) =>
        new(Code(source.Fact), source.Meaning, Code(source.Basis), PathOf(source.Element, request, index));

    // A place in the call, else in a resource that was read for it.
    private static string PathOf(JsonElement element, HookRequest request, ResourceIndex index)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return "";
        }

        if (ElementPath.Of(request.Root, element) is { } inCall)
        {
            return inCall;
        }

        foreach (var resource in index.All)
        {
            if (ElementPath.Of(resource, element) is { } path)
            {
                return $"{new Resource(resource).Reference}: {path}";
            }
        }

        return "";
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
