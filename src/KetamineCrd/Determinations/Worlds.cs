using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>
/// What a policy version answers in every state of the world that the facts leave open. Where all answers agree the open facts do not
/// matter; where they differ, the facts that make the difference are the ones to ask for.
/// </summary>
public sealed class Worlds
{
    private readonly PolicyRule?[,,] _rules;

    private Worlds(PolicyRule?[,,] rules) => _rules = rules;

    /// <summary>The rules that fit some world, each once.</summary>
    public IEnumerable<PolicyRule> FittingRules => _rules.OfType<PolicyRule>().Distinct();

    /// <summary>True when in some world no rule fits.</summary>
    public bool LeaveSomeUnanswered => _rules.Cast<PolicyRule?>().Any(rule => rule is null);

    private enum Axis
    {
        Route,
        Indication,
        ProductLine,
    }

    public static Worlds Of(
        PolicyVersion version, HookKind hook, Concept drug, IReadOnlyList<Concept> routes, IReadOnlyList<Concept> indications, IReadOnlyList<Concept> productLines)
    {
        var rules = version.Rules.Where(r => r.SpeaksAt(hook) && r.Drugs.Contains(drug)).ToArray();
        var (r, i, p) = (
            Distinct(routes, rules, static (rule, c) => rule.Routes?.Contains(c) ?? true),
            Distinct(indications, rules, static (rule, c) => rule.Indications?.Contains(c) ?? true),
            Distinct(productLines, rules, static (rule, c) => rule.ProductLines?.Contains(c) ?? true));
        var answers = new PolicyRule?[r.Count, i.Count, p.Count];
        for (var x = 0; x < r.Count; x++)
        {
            for (var y = 0; y < i.Count; y++)
            {
                for (var z = 0; z < p.Count; z++)
                {
                    answers[x, y, z] = Array.Find(rules, rule => rule.Fits(drug, r[x], i[y], p[z]));
                }
            }
        }

        return new Worlds(answers);
    }

    /// <summary>True when every world has the same answer: <paramref name="rule"/>, or null for none.</summary>
    public bool Agree(out PolicyRule? rule)
    {
        rule = _rules[0, 0, 0];
        foreach (var other in _rules)
        {
            if (!IsSame(rule, other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>False where all that any world leads to is a referral, for which nobody is asked anything.</summary>
    public bool MayDecide => FittingRules.Any(r => r.Outcome != PolicyOutcome.ReferToOtherPolicy);

    /// <summary>The only rule that fits some world, where it is one that asks nothing; null otherwise.</summary>
    public PolicyRule? Unasked => FittingRules.ToArray() is [{ AsksNothing: true } only] ? only : null;

    public bool TurnOnRoute => TurnOn(Axis.Route);

    public bool TurnOnIndication => TurnOn(Axis.Indication);

    public bool TurnOnProductLine => TurnOn(Axis.ProductLine);

    /// <summary>
    /// True when two rules say the same to a reader: both deny on the same ground, or both leave it to the same other one, which the id of the
    /// rule tells.
    /// </summary>
    public static bool IsSame(PolicyRule? a, PolicyRule? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => a.Outcome == b.Outcome && (a.Outcome == PolicyOutcome.NotCovered ? a.Ground == b.Ground : a.Id == b.Id),
    };

    // Values that no rule tells apart are one value here, which keeps the number of worlds small.
    private static List<Concept> Distinct(IReadOnlyList<Concept> values, PolicyRule[] rules, Func<PolicyRule, Concept, bool> accepts)
    {
        var distinct = new List<Concept>();
        foreach (var value in values)
        {
            if (!distinct.Exists(seen => Array.TrueForAll(rules, rule => accepts(rule, seen) == accepts(rule, value))))
            {
                distinct.Add(value);
            }
        }

        return distinct;
    }

    private bool TurnOn(Axis axis)
    {
        for (var x = 0; x < _rules.GetLength(0); x++)
        {
            for (var y = 0; y < _rules.GetLength(1); y++)
            {
                for (var z = 0; z < _rules.GetLength(2); z++)
                {
                    var origin = axis switch
                    {
                        Axis.Route => _rules[0, y, z],
                        Axis.Indication => _rules[x, 0, z],
                        _ => _rules[x, y, 0],
                    };
                    if (!IsSame(origin, _rules[x, y, z]))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
