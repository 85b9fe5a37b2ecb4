using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Checks;

/// <summary>Everything that can be said about the data files without a call: what keeps them from loading, and what loads but is wrong or stale.</summary>
public static class PolicyCheck
{
    private const string Policies = "fhir-resources/PlanDefinition/";

    /// <summary>Errors first, then by file. Rules, versions and reviews are judged only once the files load.</summary>
    /// <param name="files">The data files.</param>
    /// <param name="today">The day on which a review counts as overdue or not.</param>
    /// <param name="judged">What a validator says of the files. Left out is what is said of the same place, or of a part of it, without one.</param>
    public static IReadOnlyList<PolicyFinding> Run(IEnumerable<ResourceFile> files, DateOnly today, IReadOnlyList<PolicyFinding>? judged = null)
    {
        var found = new ResourceIssues();
        var data = ResourceLibrary.Parse(files, found);
        var engine = CrdEngine.Compile(data, [], found);
        var issues = found.Found;
        var findings = OfFiles(data, issues);
        if (engine is not null)
        {
            findings = findings.Concat(OfEngine(engine)).Concat(VersionCheck.Run(engine)).Concat(ReviewCheck.Run(engine, today));
        }

        PolicyFinding[] said = [.. issues.Select(i => PolicyFinding.Error(i.File, i.Path, i.Message)).Concat(findings).Concat(CardCheck.FindUnused(data.Cards))];
        return
        [
            .. said.Concat((judged ?? []).Where(f => !LoadIssues.SayOfPart(said, f)))
                .Distinct()
                .OrderBy(f => f.Severity)
                .ThenBy(f => f.File, StringComparer.Ordinal),
        ];
    }

    /// <summary>Reads, compiles and checks the data files, each of it once. No engine when there is any error: what must keep data that load out of use.</summary>
    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) Load(IEnumerable<ResourceFile> files, IReadOnlyList<PayerAddition> additions)
    {
        var (engine, issues) = CrdEngine.Load(files, additions);
        if (engine is null)
        {
            return (null, issues);
        }

        // A folder that is being replaced is empty for a moment, and without policies no order would be answered. The demonstration payer's do not count.
        if (!engine.Resources.Any(r => r.File.StartsWith(Policies, StringComparison.Ordinal)))
        {
            return (null, [new ResourceIssue(Policies.TrimEnd('/'), "", "At least one policy is required.")]);
        }

        ResourceIssue[] errors =
        [
            .. OfFiles(engine.Data, [])
                .Concat(OfEngine(engine))
                .Where(f => f.Severity == FindingSeverity.Error)
                .Distinct()
                .Select(f => new ResourceIssue(f.File, f.Path, f.Message)),
        ];
        return errors.Length == 0 ? (engine, errors) : (null, errors);
    }

    private static IEnumerable<PolicyFinding> OfFiles(ResourceLibrary data, IReadOnlyList<ResourceIssue> issues) =>
    [
        .. ElementCheck.Run(data.Resources)
            .Concat(SourceCheck.Run(data.Resources))
            .Where(f => !LoadIssues.Say(issues, f)),
        .. CanonicalCheck.Run(data)
            .Concat(OrganizationReferenceCheck.Run(data.Resources))
            .Where(f => !LoadIssues.SayOfParent(issues, f)),
        .. CodingCheck.Run(data),
        .. CardCheck.Run(data.Cards),
        .. LinkCheck.Run(data.Cards),
    ];

    // Versions, reviews and texts that nothing uses only make warnings, and stay out of a start.
    private static IEnumerable<PolicyFinding> OfEngine(CrdEngine engine) =>
        ValueSetOverlapCheck.Run(engine).Concat(RuleCheck.Run(engine));
}
