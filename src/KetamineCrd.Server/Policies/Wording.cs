using System.Diagnostics;
using System.Globalization;
using KetamineCrd.Fhir;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Server.Policies;

/// <summary>Words for the pages that hold for any policy.</summary>
internal static class Wording
{
    public static string Outcome(PolicyOutcome outcome) => outcome switch
    {
        PolicyOutcome.NotCovered => "Not covered",
        PolicyOutcome.ReferToOtherPolicy => "Another policy decides",
        PolicyOutcome.DeferToOtherProgram => "Another program decides",
        PolicyOutcome.MedicalNecessityReview => "Reviewed for medical necessity",
        PolicyOutcome.PriorAuthorization => "Prior authorization needed",
        PolicyOutcome.NeedsInformation => "More information is needed",
        PolicyOutcome.NeedsProductLine => "Depends on the product",
        PolicyOutcome.Stated => "As stated",
        _ => throw new UnreachableException(),
    };

    /// <summary>The benefit and the authorization of an assertion.</summary>
    public static string Asserted(CoverageAssertion assertion)
    {
        var benefit = assertion.Benefit switch
        {
            Benefit.Covered => "Covered",
            Benefit.NotCovered => "Not covered",
            Benefit.Conditional => "Depends on what is not yet known",
            _ => "Cannot be told",
        };
        var authorization = assertion.Benefit.PriorAuthorization switch
        {
            null => "",
            PriorAuthorization.NotNeeded => ", no prior authorization",
            PriorAuthorization.Needed => ", prior authorization needed",
            PriorAuthorization.NeededByPerformer => ", prior authorization asked for by the performer",
            PriorAuthorization.Satisfied => ", prior authorization satisfied",
            PriorAuthorization.Conditional => ", prior authorization depends on it",
            _ => ", prior authorization cannot be told",
        };
        return $"{benefit}{authorization}. {assertion.Reason.Text}";
    }

    public static string Day(DateOnly day) => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>As exact as it was written: a day, a month or a year.</summary>
    public static string Date(FhirDate date) => (date.Last.DayNumber - date.First.DayNumber) switch
    {
        0 => Day(date.First),
        < 31 => date.First.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
        _ => date.First.ToString("yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>A label that is a date as a reader would write it; any other label as it is.</summary>
    public static string? Date(string? label) => FhirDate.Read(label) is { } date ? Date(date) : label;

    /// <summary>The first day in force, marked where the document does not state it.</summary>
    public static string Start(PolicyVersion version) => Day(version.Start) + Inferred(version.IsStartInferred);

    /// <summary>The last day in force of a version that has one, marked where the document does not state it.</summary>
    public static string End(PolicyVersion version) => Day(version.End!.Value) + Inferred(version.IsEndInferred);

    /// <summary>Whether and when the version is in force, seen from <paramref name="today"/>.</summary>
    public static string Validity(PolicyVersion version, DateOnly today) => version switch
    {
        { End: { } end } when end < today => $"Was in force from {Start(version)} to {End(version)}",
        _ when version.Start > today => $"In force from {Start(version)} on",
        { End: not null } => $"In force from {Start(version)} to {End(version)}",
        _ => $"In force since {Start(version)}",
    };

    private static string Inferred(bool isInferred) => isInferred ? " (inferred)" : "";

    /// <summary>"a, b and c".</summary>
    public static string List(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}";

    /// <summary>The titles in alphabetical order, parted by semicolons since some hold commas; <paramref name="any"/> where a rule does not ask.</summary>
    public static string Titles(IEnumerable<Concept>? concepts, string any) =>
        concepts is null ? any : string.Join("; ", concepts.Select(c => c.Title).Order(StringComparer.OrdinalIgnoreCase));
}
