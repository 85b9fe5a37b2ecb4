using System.Text.RegularExpressions;

namespace KetamineCrd.Validation;

/// <summary>One thing that a validation has to say. Nothing of it is a value of the resource.</summary>
/// <param name="Rule">What was broken, in small letters (<c>required</c>, <c>code</c>), or the key of an invariant (<c>per-1</c>).</param>
/// <param name="Place">In the resource as it was sent: <c>medicationCodeableConcept.coding[1]</c>, with an index only where there is an array. Empty for the resource itself.</param>
/// <param name="Expected">As the definition says it: cardinality and types, a value set's address, an invariant's words.</param>
public sealed partial record ValidationFinding(string Rule, FindingSeverity Severity, string Place, string Expected)
{
    // Only these are told of members that no definition has: their last name is the sender's own.
    private static readonly string[] OfMadeUpNames = [Rules.UnknownMember, Rules.Choice];

    /// <summary>The place for logs: without indexes, and with <c>?</c> for a name that the sender has made up.</summary>
    public string Element
    {
        get
        {
            var element = Index().Replace(Place, "");
            return OfMadeUpNames.Contains(Rule, StringComparer.Ordinal) ? $"{element[..(element.LastIndexOf('.') + 1)]}?" : element;
        }
    }

    /// <summary>The same, told from what holds the resource.</summary>
    /// <param name="path">Of the resource, such as <c>prefetch.coverage</c>.</param>
    public ValidationFinding At(string path) => this with { Place = Place.Length == 0 ? path : $"{path}.{Place}" };

    [GeneratedRegex(@"\[\d+\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Index();
}
