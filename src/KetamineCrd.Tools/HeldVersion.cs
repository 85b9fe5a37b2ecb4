using KetamineCrd.Fhir;
using KetamineCrd.Policies;
using KetamineCrd.Resources;

namespace KetamineCrd.Tools;

/// <summary>A policy version with the PlanDefinition that it was read from.</summary>
internal sealed record HeldVersion(HeldResource Resource, PolicyVersion Version)
{
    /// <summary>The FHIR publication status.</summary>
    public string Status => Resource.Json.Text("status"u8) ?? "";

    public IEnumerable<string> Payers => Version.Payers.Select(p => p.Name);

    public IEnumerable<string> Drugs => Version.Rules.SelectMany(r => r.Drugs).Select(d => d.Title).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public string InForce => Version.End is { } end ? $"{Version.Start:yyyy-MM-dd} to {end:yyyy-MM-dd}" : $"since {Version.Start:yyyy-MM-dd}";

    /// <summary>As precise as the payer said it; null when nothing was said.</summary>
    public string? NextReview => Version.NextReview switch
    {
        null => null,
        { } day when day.First == day.Last => $"{day.First:yyyy-MM-dd}",
        { } month when month.First.Month == month.Last.Month => $"{month.First:yyyy-MM}",
        { } year => $"{year.First:yyyy}",
    };

    /// <summary>Every version, by policy number, oldest first.</summary>
    public static IReadOnlyList<HeldVersion> All(CrdEngine engine) =>
    [
        .. from version in engine.Policies.Policies.SelectMany(p => p.Versions)
           from resource in engine.Resources
           where resource.Type == "PlanDefinition" && resource.Json.Text("url"u8) == version.Url && resource.Json.Text("version"u8) == version.Version
           select new HeldVersion(resource, version),
    ];

    /// <summary>By <c>number/version</c>, the id of its PlanDefinition, or the path of its file.</summary>
    public bool IsCalled(string name)
    {
        var wanted = name.Replace('\\', '/');
        return wanted == $"{Version.Number}/{Version.Version}"
            || wanted == $"{Version.Slug}/{Version.Version}"
            || wanted == Resource.Id
            || wanted == Resource.File
            || wanted.EndsWith($"/{Resource.File}", StringComparison.Ordinal);
    }
}
