namespace KetamineCrd.Policies;

/// <summary>How the held versions of a policy lie around a day.</summary>
public abstract record VersionOnDay
{
    private VersionOnDay()
    {
    }

    public sealed record InForce(PolicyVersion Version) : VersionOnDay;

    /// <summary>The version of the day is not held; both neighbours are.</summary>
    public sealed record Between(PolicyVersion Earlier, PolicyVersion Later) : VersionOnDay;

    /// <summary>Before the first known start.</summary>
    public sealed record NotYet : VersionOnDay
    {
        public static readonly NotYet Instance = new();
    }

    /// <summary>The last held version had ended.</summary>
    public sealed record Ended(PolicyVersion Last) : VersionOnDay;
}
