
namespace KetamineCrd.Policies;

/// <summary>What a payer asserts about an order, in the terms of <c>ext-coverage-information</c> (CRD 2.2.1), before it is tied to an order and a Coverage.</summary>
/// <remarks>
/// The types leave no way to break the invariants: a questionnaire stands inside documentation (q1); not covered has no prior authorization (q2);
/// every conditional value carries the information it waits for, and nothing else does (q3); documentation that goes with a prior authorization
/// belongs to one that is needed (q4); a number belongs to satisfied (q5); a reason with text is always there (q6 to q9).
/// </remarks>
public sealed record CoverageAssertion(Benefit Benefit, AssertionReason Reason)
{
    /// <summary>Null: no documentation is asked for.</summary>
    public Documentation? Documentation { get; init; }

    /// <summary>The assertion holds only if billed so; empty: however it is billed.</summary>
    public IReadOnlyList<BillingCode> BillingCodes { get; init; } = [];

    public IReadOnlyList<CoverageDetail> Details { get; init; } = [];

    /// <summary>It holds only together with the order that this one is based on.</summary>
    public bool DependsOnBasis { get; init; }

    /// <summary>Contacts special to this assertion (CRD 2.2.1 sd-cov-18).</summary>
    public IReadOnlyList<AssertionContact> Contacts { get; init; } = [];

    /// <summary>The last day on which it holds; null: not known.</summary>
    public DateOnly? Expiry { get; init; }

    /// <summary>Something is conditional.</summary>
    public bool Waits => (Benefit.WaitsFor ?? Benefit.PriorAuthorization?.WaitsFor ?? Documentation?.WaitsFor) is not null;

    /// <summary>What the conditional values wait for; empty when nothing is conditional.</summary>
    public IReadOnlyList<InformationNeed> InformationNeeds =>
    [
        .. new[] { Benefit.WaitsFor, Benefit.PriorAuthorization?.WaitsFor, Documentation?.WaitsFor }.OfType<InformationNeeds>().SelectMany(n => n.All).Distinct(),
    ];

    private static PriorAuthorization Asked => new PriorAuthorization.Needed(DocumentationGoesWithIt: false);

    /// <summary>The same for a hook at which no documentation may be asked for (CRD 2.2.1 hook-19).</summary>
    public CoverageAssertion WithoutDocumentation() => this with { Documentation = null };

    /// <summary>The same for a "what if": nothing is granted that was not asked for.</summary>
    public CoverageAssertion WithoutUnsolicitedDetermination() => Benefit switch
    {
        Benefit.Covered { Authorization: PriorAuthorization.Satisfied } covered => this with { Benefit = covered with { Authorization = Asked } },
        Benefit.Conditional { Authorization: PriorAuthorization.Satisfied } conditional => this with { Benefit = conditional with { Authorization = Asked } },
        _ => this,
    };
}

/// <summary>Sub-extension <c>covered</c>, with the prior authorization that it allows.</summary>
public abstract record Benefit
{
    private Benefit()
    {
    }

    /// <summary>Null where nothing is said of it.</summary>
    public virtual PriorAuthorization? PriorAuthorization => null;

    /// <summary>Null where the benefit itself is not conditional.</summary>
    public virtual InformationNeeds? WaitsFor => null;

    /// <summary>The plan pays within its usual limits; no promise of payment.</summary>
    public sealed record Covered(PriorAuthorization Authorization) : Benefit
    {
        public override PriorAuthorization? PriorAuthorization => Authorization;
    }

    public sealed record NotCovered : Benefit;

    /// <summary>It depends on what is not yet known.</summary>
    public sealed record Conditional(InformationNeeds Needs, PriorAuthorization? Authorization) : Benefit
    {
        public override PriorAuthorization? PriorAuthorization => Authorization;

        public override InformationNeeds? WaitsFor => Needs;
    }

    /// <summary>A technical obstacle (CRD 2.2.1 resp-43).</summary>
    public sealed record Indeterminate : Benefit;
}

/// <summary>Sub-extensions <c>pa-needed</c> and <c>satisfied-pa-id</c>.</summary>
public abstract record PriorAuthorization
{
    private PriorAuthorization()
    {
    }

    public virtual InformationNeeds? WaitsFor => null;

    /// <summary>The purpose of the documentation is this authorization (<c>doc-purpose</c> withpa).</summary>
    public virtual bool TakesDocumentation => false;

    public sealed record NotNeeded : PriorAuthorization;

    public sealed record Needed(bool DocumentationGoesWithIt) : PriorAuthorization
    {
        public override bool TakesDocumentation => DocumentationGoesWithIt;
    }

    /// <summary>The performer must ask for it.</summary>
    public sealed record NeededByPerformer(bool DocumentationGoesWithIt) : PriorAuthorization
    {
        public override bool TakesDocumentation => DocumentationGoesWithIt;
    }

    /// <summary>Already met.</summary>
    /// <param name="Number">The payer's number for it; null where each answer gets a number of its own.</param>
    public sealed record Satisfied(string? Number) : PriorAuthorization;

    public sealed record Conditional(InformationNeeds Needs) : PriorAuthorization
    {
        public override InformationNeeds? WaitsFor => Needs;
    }

    public sealed record Indeterminate : PriorAuthorization;
}

/// <summary>Sub-extensions <c>doc-needed</c>, <c>doc-purpose</c> and <c>questionnaire</c>.</summary>
/// <param name="First">One need at least.</param>
public sealed record Documentation(DocumentationNeed First, params IReadOnlyList<DocumentationNeed> Others)
{
    public IReadOnlyList<DocumentationNeed> Needs => [First, .. Others];

    /// <summary>Besides the prior authorization, which says so itself.</summary>
    public IReadOnlyList<DocumentationPurpose> Purposes { get; init; } = [];

    /// <summary>Canonicals, <c>url|version</c>.</summary>
    public IReadOnlyList<string> Questionnaires { get; init; } = [];

    public InformationNeeds? WaitsFor => Needs.OfType<DocumentationNeed.Conditional>().FirstOrDefault()?.Information;
}

/// <summary>Who must supply documentation.</summary>
public abstract record DocumentationNeed
{
    private DocumentationNeed()
    {
    }

    public sealed record Clinical : DocumentationNeed;

    public sealed record Administrative : DocumentationNeed;

    public sealed record Patient : DocumentationNeed;

    public sealed record Indeterminate : DocumentationNeed;

    public sealed record Conditional(InformationNeeds Information) : DocumentationNeed;
}

public enum DocumentationPurpose
{
    WithClaim,
    WithOrder,
    Retain,
    Other,
}

/// <summary>Sub-extension <c>info-needed</c>: never empty.</summary>
public sealed record InformationNeeds(InformationNeed First, params IReadOnlyList<InformationNeed> Others)
{
    public IReadOnlyList<InformationNeed> All => [First, .. Others];
}

public enum InformationNeed
{
    Performer,
    Location,
    Timeframe,
    ContractWindow,
    DetailCode,

    /// <summary>The reason says what.</summary>
    Other,
}

/// <summary>Sub-extension <c>reason</c>.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Code">A code of the value set coverageAssertionReasons; null where only words say why.</param>
public sealed record AssertionReason(string Text, string? Code = null);

/// <summary>Sub-extension <c>billingCode</c>.</summary>
public sealed record BillingCode(string System, string Code, string? Display);

/// <summary>Sub-extension <c>contact</c>.</summary>
/// <param name="Telecoms">Each a system of ContactPoint, such as phone, and a value.</param>
public sealed record AssertionContact(string? Name, IReadOnlyList<(string System, string Value)> Telecoms);
