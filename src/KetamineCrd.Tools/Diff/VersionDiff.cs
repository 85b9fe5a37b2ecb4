using KetamineCrd.Fhir;

namespace KetamineCrd.Tools.Diff;

/// <summary>What changed from one policy version to another, part by part.</summary>
internal static class VersionDiff
{
    /// <summary>Only the parts that changed; one section that says so when none did.</summary>
    public static IReadOnlyList<DiffSection> Of(HeldVersion a, HeldVersion b, CrdEngine engine)
    {
        DiffSection[] sections =
        [
            new("Document", [.. Document(a, b)]),
            new("Rules", [.. RuleDiff.Of(a, b, engine)]),
            .. LinkDiff.Of(a.Version.Links, b.Version.Links),
            new("Codes listed", [.. ListedCodes.Diff(a.Version, b.Version, engine.Vocabulary)]),
        ];
        var changed = sections.Where(s => s.Lines.Count > 0).ToList();
        return changed.Count > 0 ? changed : [new DiffSection("Nothing changed.", [])];
    }

    private static IEnumerable<string> Document(HeldVersion a, HeldVersion b) =>
    [
        .. Changes.OfValue("Number", a.Version.Number, b.Version.Number),
        .. Changes.OfText("Title", a.Version.Title, b.Version.Title),
        .. Changes.OfValue("Publisher", a.Version.Publisher, b.Version.Publisher),
        .. Changes.OfValue("Status", a.Status, b.Status),
        .. Changes.OfValue("In force", a.InForce, b.InForce),
        .. Changes.OfValue("Date of the text", a.Resource.Json.Text("date"u8), b.Resource.Json.Text("date"u8)),
        .. Changes.OfValue("Approved", a.Resource.Json.Text("approvalDate"u8), b.Resource.Json.Text("approvalDate"u8)),
        .. Changes.OfValue("Last review", a.Resource.Json.Text("lastReviewDate"u8), b.Resource.Json.Text("lastReviewDate"u8)),
        .. Changes.OfValue("Next review", a.NextReview, b.NextReview),
        .. Changes.OfList("Payers", a.Payers, b.Payers),
        .. Changes.OfText("What it is about", a.Version.Description, b.Version.Description),
        .. Changes.OfText("Why", a.Version.Evidence, b.Version.Evidence),
        .. Changes.OfText("What to do next", a.Version.NextSteps, b.Version.NextSteps),
    ];
}
