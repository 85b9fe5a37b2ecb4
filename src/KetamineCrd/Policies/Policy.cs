namespace KetamineCrd.Policies;

/// <summary>All held versions of one policy, oldest first.</summary>
public sealed class Policy(IReadOnlyList<PolicyVersion> versions)
{
    public IReadOnlyList<PolicyVersion> Versions => versions;

    /// <summary>Which held text speaks for the day.</summary>
    public VersionOnDay At(DateOnly day)
    {
        PolicyVersion? before = null;
        foreach (var version in versions)
        {
            if (version.IsInForce(day))
            {
                return new VersionOnDay.InForce(version);
            }

            if (version.Start > day)
            {
                return before is null ? VersionOnDay.NotYet.Instance : new VersionOnDay.Between(before, version);
            }

            before = version;
        }

        return before is null ? VersionOnDay.NotYet.Instance : new VersionOnDay.Ended(before);
    }
}
