using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Validation;

/// <summary>Findings that are dropped because the definition is at fault, not the resource.</summary>
internal static class KnownDisagreements
{
    private static readonly Dictionary<(CrdGuide Guide, string Rule), string> Reasons = new()
    {
        [(CrdGuide.Version201, "crd-ci-q2")] = "The expression demands pa-needed of all that is covered; the words forbid it of what is not.",
        [(CrdGuide.Version221, "crd-ci-q4")] = "The expression tests for a code that does not exist, and gives nothing where it should give true or false.",
    };

    public static bool Has(CrdGuide guide, string rule) => Reasons.ContainsKey((guide, rule));
}
