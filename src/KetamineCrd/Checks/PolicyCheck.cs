namespace KetamineCrd.Checks;

/// <summary>Everything that can be said about the data files without a call: what keeps them from loading, and what loads but is wrong or stale.</summary>
public static class PolicyCheck
{
    /// <summary>Errors first, then by file. Rules, versions and reviews are judged only once the files load.</summary>
    /// <param name="today">The day on which a review counts as overdue or not.</param>
    public static IReadOnlyList<PolicyFinding> Run(IEnumerable<ResourceFile> files, DateOnly today)
    {
        var held = files.ToList();
        var (engine, issues) = CrdEngine.Load(held);
        var data = ResourceLibrary.Parse(held, []); // the engine has said what does not parse

        var findings = issues.Select(i => PolicyFinding.Error(i.File, i.Path, i.Message)).ToList();
        findings.AddRange(ElementCheck.Run(data.Resources)
            .Concat(SourceCheck.Run(data.Resources))
            .Where(f => !LoadIssues.Say(issues, f)));
        findings.AddRange(CanonicalCheck.Run(data)
            .Concat(OrganizationReferenceCheck.Run(data.Resources))
            .Where(f => !LoadIssues.SayOfParent(issues, f)));
        findings.AddRange(CodingCheck.Run(data));
        findings.AddRange(ExtensionCheck.Run(data.Resources));
        findings.AddRange(RuleInputCheck.Run(data.Resources));
        findings.AddRange(CardCheck.Run(data.Cards));
        findings.AddRange(LinkCheck.Run(data.Cards));
        if (engine is not null)
        {
            findings.AddRange(ValueSetOverlapCheck.Run(engine));
            findings.AddRange(RuleCheck.Run(engine));
            findings.AddRange(VersionCheck.Run(engine));
            findings.AddRange(ReviewCheck.Run(engine, today));
        }

        return
        [
            .. findings.Distinct()
                .OrderBy(f => f.Severity)
                .ThenBy(f => f.File, StringComparer.Ordinal),
        ];
    }
}
