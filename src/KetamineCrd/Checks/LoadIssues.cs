using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Tells whether loading has already said what a check found, so that nothing is said twice.</summary>
/// <remarks>Loading names some places without the position (<c>relatedArtifact.url</c>) or by a word (<c>extension[may-mean]</c>).</remarks>
internal static class LoadIssues
{
    private const string Choice = "[x]";

    /// <summary>True when loading has an issue at the same place, or with what the place must hold (<c>effectivePeriod.start</c>).</summary>
    public static bool Say(IReadOnlyList<ResourceIssue> issues, PolicyFinding finding)
    {
        var place = finding.Path.Split('.');
        return issues.Any(i => i.File == finding.File && i.Path.Split('.') is var issue && (IsSamePlace(issue, place) || IsSamePlace(issue[..^1], place)));
    }

    /// <summary>True when loading has an issue at the same place, or at the element that holds it.</summary>
    public static bool SayOfParent(IReadOnlyList<ResourceIssue> issues, PolicyFinding finding) =>
        Say(issues, finding)
        || issues.Any(i => i.File == finding.File && IsSamePlace(i.Path.Split('.'), finding.Path.Split('.')[..^1]));

    /// <summary>True when there is a finding, no less grave, at the same place or within it: what a validator says of a whole often comes from a part.</summary>
    public static bool SayOfPart(IReadOnlyList<PolicyFinding> said, PolicyFinding finding)
    {
        var place = finding.Path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        return said.Any(f => f.File == finding.File && f.Severity <= finding.Severity && f.Path.Split('.') is var part && part.Length >= place.Length && IsSamePlace(part[..place.Length], place));
    }

    private static bool IsSamePlace(string[] a, string[] b) => a.Length == b.Length && a.Zip(b).All(x => IsSameSegment(x.First, x.Second));

    private static bool IsSameSegment(string a, string b)
    {
        var ((nameA, positionA), (nameB, positionB)) = (Split(a), Split(b));
        return (nameA == nameB || (a.EndsWith(Choice, StringComparison.Ordinal) && nameB.StartsWith(nameA, StringComparison.Ordinal)))
            && (positionA is null || positionB is null || positionA == positionB);
    }

    private static (string Name, int? Position) Split(string segment)
    {
        var open = segment.IndexOf('[', StringComparison.Ordinal);
        return open < 0 ? (segment, null) : (segment[..open], int.TryParse(segment[(open + 1)..^1], null, out var position) ? position : null);
    }
}
