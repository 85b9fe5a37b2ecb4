using KetamineCrd.Policies;

namespace KetamineCrd.Determinations;

/// <summary>What the held policies say of one order under one coverage. The cases are closed and carry only what they may.</summary>
public abstract record Determination
{
    private Determination()
    {
    }

    /// <summary>The rule that decided; null where none did.</summary>
    public virtual PolicyRule? DecidingRule => null;

    /// <summary>No held policy in force speaks of it: neither covered nor denied, and nothing is said.</summary>
    public sealed record NotAddressed : Determination
    {
        public static readonly NotAddressed Instance = new();
    }

    /// <summary>The policy in force says so, on the payer's own ground.</summary>
    public sealed record NotCovered(PolicyRule Rule) : Determination
    {
        public override PolicyRule? DecidingRule => Rule;
    }

    /// <summary>The rule says it in an assertion of its own.</summary>
    public sealed record Stated(PolicyRule Rule) : Determination
    {
        public override PolicyRule? DecidingRule => Rule;
    }

    /// <summary>The coverage was not in force on the service date; no policy was consulted (CRD 2.2.1 resp-45).</summary>
    public sealed record CoverageNotActive : Determination
    {
        public static readonly CoverageNotActive Instance = new();
    }

    /// <summary>The Coverage is another person's, so that the member cannot be told (CRD 2.2.1 resp-44).</summary>
    public sealed record MemberNotFound : Determination
    {
        public static readonly MemberNotFound Instance = new();
    }

    /// <summary>The policy leaves it to another policy, another program, or an individual review.</summary>
    public sealed record DecidedElsewhere(PolicyRule Rule) : Determination
    {
        public override PolicyRule? DecidingRule => Rule;
    }

    /// <summary>The last text held had been replaced on the day: its successor decides, which is not held.</summary>
    public sealed record VersionReplaced : Determination
    {
        public static readonly VersionReplaced Instance = new();
    }

    /// <summary>The answer turns on facts that the order or the Coverage does not give. Never empty.</summary>
    public sealed record InformationMissing(IReadOnlyList<MissingFact> Facts) : Determination;

    /// <summary>Several coverages of ours answer differently, and nothing tells which one counts (CRD 2.2.1 hook-13).</summary>
    public sealed record CoverageNotClear : Determination
    {
        public static readonly CoverageNotClear Instance = new();
    }

    /// <summary>A technical fault kept us from deciding (CRD 2.2.1 resp-43). Never used for a clinical "maybe".</summary>
    public sealed record Indeterminate(UnreadableFact Fact) : Determination;
}

/// <summary>A fact that an answer turns on.</summary>
public enum MissingFact
{
    Drug,
    Route,
    Indication,

    /// <summary>Whether the pain is chronic.</summary>
    Chronicity,

    /// <summary>Which of several reasons is treated: one of them is never denied.</summary>
    TreatedReason,

    ProductLine,

    /// <summary>A reason is written in words that nothing here knows.</summary>
    UnrecognizedReason,
}

/// <summary>What could not be read in time.</summary>
public enum UnreadableFact
{
    Drug,
    Indication,

    /// <summary>The order that an appointment is based on.</summary>
    Order,

    Payer,
    Coverage,
}
