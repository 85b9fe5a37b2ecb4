using KetamineCrd.Checks;

namespace KetamineCrd.Tests.Checks;

/// <summary>Says what a planted mistake must lead to.</summary>
internal static class Found
{
    /// <summary>One error, in the file and at the place, and nothing more about that file.</summary>
    public static PolicyFinding Error(string file, string path, IReadOnlyList<PolicyFinding> findings)
    {
        var finding = Assert.Single(findings, f => f.Severity == FindingSeverity.Error);
        Assert.Equal((file, path), (finding.File, finding.Path));
        return finding;
    }

    /// <summary>No error, and a warning in the file and at the place.</summary>
    public static PolicyFinding Warning(string file, string path, IReadOnlyList<PolicyFinding> findings)
    {
        NoError(findings);
        return Assert.Single(findings, f => (f.Severity, f.File, f.Path) == (FindingSeverity.Warning, file, path));
    }

    public static void NoError(IReadOnlyList<PolicyFinding> findings) => Assert.DoesNotContain(findings, f => f.Severity == FindingSeverity.Error);
}
