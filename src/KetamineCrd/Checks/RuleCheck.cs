using System.Collections.Frozen;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Checks;

/// <summary>Every rule can decide something, and no two with the same conditions decide differently.</summary>
internal static class RuleCheck
{
    public static IEnumerable<PolicyFinding> Run(CrdEngine engine) =>
        engine.Policies.Policies.SelectMany(p => p.Versions).SelectMany(v => Check(engine.FileOf(v), v.Rules, engine.Vocabulary));

    private static IEnumerable<PolicyFinding> Check(string file, IReadOnlyList<PolicyRule> rules, Vocabulary vocabulary)
    {
        var deciding = Deciding(rules, vocabulary);
        foreach (var (position, rule) in rules.Index())
        {
            var path = $"action[{position}]";
            var twin = rules.Take(position).FirstOrDefault(earlier => HasSameConditions(earlier, rule));
            if (HasEmptyFilter(rule))
            {
                yield return PolicyFinding.Error(file, $"{path}.input", $"A filter of rule '{rule.Id}' names a value set without a meaning, so that nothing fits it.");
            }
            else if (twin is not null && (twin.Outcome, twin.Ground) != (rule.Outcome, rule.Ground))
            {
                yield return PolicyFinding.Error(file, path, $"Rule '{rule.Id}' has the same conditions as rule '{twin.Id}' and decides otherwise.");
            }
            else if (!deciding.Contains(rule))
            {
                yield return PolicyFinding.Error(file, path, $"Rule '{rule.Id}' never decides: wherever it fits, a rule before it does.");
            }
        }
    }

    // Over every state that the facts can have: what an ambiguous code may mean is among them.
    private static HashSet<PolicyRule> Deciding(IReadOnlyList<PolicyRule> rules, Vocabulary vocabulary)
    {
        var deciding = new HashSet<PolicyRule>(ReferenceEqualityComparer.Instance);
        foreach (var spoken in Enum.GetValues<HookKind>()
                     .Select(hook => rules.Where(r => r.SpeaksAt(hook)).ToArray())
                     .DistinctBy(spoken => string.Join(' ', spoken.Select(r => r.Id)), StringComparer.Ordinal))
        {
            AddDeciding(spoken, vocabulary, deciding);
        }

        return deciding;
    }

    private static void AddDeciding(PolicyRule[] rules, Vocabulary vocabulary, HashSet<PolicyRule> deciding)
    {
        var routes = Told(vocabulary.Plain(ConceptKind.Route), rules, r => r.Routes);
        var indications = Told(vocabulary.Plain(ConceptKind.Indication).Append(vocabulary.OtherIndication), rules, r => r.Indications);
        var lines = Told(vocabulary.Plain(ConceptKind.ProductLine).Append(vocabulary.OtherProductLine), rules, r => r.ProductLines);
        foreach (var drug in Told(rules.SelectMany(r => r.Drugs).Distinct(), rules, r => r.Drugs))
        {
            foreach (var route in routes)
            {
                foreach (var indication in indications)
                {
                    foreach (var line in lines)
                    {
                        if (rules.FirstOrDefault(rule => rule.Fits(drug, route, indication, line)) is { } first)
                        {
                            deciding.Add(first);
                        }
                    }
                }
            }
        }
    }

    // Of the values that no rule tells apart, one.
    private static Concept[] Told(IEnumerable<Concept> values, PolicyRule[] rules, Func<PolicyRule, FrozenSet<Concept>?> filter) =>
        [.. values.DistinctBy(v => string.Concat(rules.Select(r => filter(r)?.Contains(v) is false ? '0' : '1')), StringComparer.Ordinal)];

    private static bool HasEmptyFilter(PolicyRule rule) =>
        rule.Drugs.Count == 0 || rule.Routes?.Count == 0 || rule.Indications?.Count == 0 || rule.ProductLines?.Count == 0;

    private static bool HasSameConditions(PolicyRule a, PolicyRule b) =>
        a.Drugs.SetEquals(b.Drugs) && IsSame(a.Routes, b.Routes) && IsSame(a.Indications, b.Indications) && IsSame(a.ProductLines, b.ProductLines);

    private static bool IsSame(FrozenSet<Concept>? a, FrozenSet<Concept>? b) => a is null || b is null ? a is null && b is null : a.SetEquals(b);
}
