namespace KetamineCrd.Facts;

/// <summary>What a Coverage says.</summary>
public sealed record CoverageFacts
{
    /// <summary><c>Coverage/id</c> on the client's server.</summary>
    public required string Reference { get; init; }

    /// <summary>Null when the payer is not one of ours, or could not be read.</summary>
    public required Payer? Payer { get; init; }

    /// <summary>The Coverage refers to a payer that could not be read.</summary>
    public required bool PayerIsUnreadable { get; init; }

    /// <summary>Its beneficiary is surely another Patient than the one of the call.</summary>
    public bool IsOfAnotherPatient { get; init; }

    /// <summary>The payer's Organization on the client's server; null when it has none there.</summary>
    public string? PayorReference { get; init; }

    public required Possible ProductLine { get; init; }

    /// <summary>False when its status says that it is not in force.</summary>
    public required bool HasActiveStatus { get; init; }

    /// <summary>First day in force; null when open.</summary>
    public required DateOnly? Start { get; init; }

    /// <summary>Last day in force; null when open.</summary>
    public required DateOnly? End { get; init; }

    /// <summary>1 is primary; null when not said.</summary>
    public required int? Order { get; init; }

    /// <summary>Where the facts were read.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];

    public bool IsInForce(DateOnly day) => HasActiveStatus && (Start is null || Start <= day) && (End is null || day <= End);

    /// <summary>
    /// This coverage beside the patient's others on a day. Where one of a line that another line pays after comes first, or may, the product
    /// line is that other line, or may be. A line that says more (a Medicare product, Medicaid) stays.
    /// </summary>
    public CoverageFacts Beside(IReadOnlyList<CoverageFacts> all, DateOnly day, IReadOnlyList<Concept> secondaryLines)
    {
        if (all.Count < 2 || !ProductLine.IsKnown)
        {
            return this;
        }

        var own = ProductLine.Concepts[0];
        foreach (var secondary in secondaryLines)
        {
            foreach (var other in all)
            {
                if (other.Reference != Reference && own.Precedence < secondary.Precedence && other.IsInForce(day)
                    && other.ProductLine.IsKnown && secondary.PaysAfter.Contains(other.ProductLine.Concepts[0]) && other.MayComeBefore(this, out var isCertain))
                {
                    return this with { ProductLine = new Possible(isCertain ? [secondary] : [own, secondary], FactBasis.Implied) };
                }
            }
        }

        return this;
    }

    private bool MayComeBefore(CoverageFacts other, out bool isCertain)
    {
        isCertain = Order < other.Order;
        return isCertain || Order is null || other.Order is null || Order == other.Order;
    }
}
