namespace KetamineCrd.Checks;

/// <summary>The held versions of a policy follow on one another, and one that ended says what came next.</summary>
/// <remarks>Loading finds versions that overlap, two without an end among them.</remarks>
internal static class VersionCheck
{
    public static IEnumerable<PolicyFinding> Run(CrdEngine engine)
    {
        foreach (var versions in engine.Policies.Policies.Select(p => p.Versions))
        {
            foreach (var (earlier, later) in versions.Zip(versions.Skip(1)))
            {
                if (earlier.End is { } end && end.AddDays(1) < later.Start)
                {
                    yield return PolicyFinding.Warning(
                        engine.FileOf(later), "effectivePeriod", $"No text is held for {end.AddDays(1):yyyy-MM-dd} to {later.Start.AddDays(-1):yyyy-MM-dd}, between versions {earlier.Version} and {later.Version}.");
                }
            }

            foreach (var ended in versions.Where(v => v.End is not null && v.Links.All(l => l.Type != "successor")))
            {
                yield return PolicyFinding.Warning(engine.FileOf(ended), "relatedArtifact", "The version has ended and names no successor.");
            }
        }
    }
}
