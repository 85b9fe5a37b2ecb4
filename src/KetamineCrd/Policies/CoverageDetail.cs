namespace KetamineCrd.Policies;

/// <summary>Sub-extension <c>detail</c>: a code of <c>crd-coverage-detail</c> with the category and the type of value that belong to it.</summary>
public abstract record CoverageDetail
{
    private CoverageDetail(string code, DetailCategory category)
    {
        Code = code;
        Category = category;
    }

    public string Code { get; }

    public DetailCategory Category { get; }

    /// <summary>Words that go with the value; null for none.</summary>
    public string? Qualification { get; init; }

    /// <summary>Limitation: so much is allowed.</summary>
    public sealed record AllowedQuantity(decimal Value, string Unit) : CoverageDetail("allowed-quantity", DetailCategory.Limitation);

    /// <summary>Limitation: allowed between two days; either may be null for open, not both.</summary>
    public sealed record AllowedPeriod(DateOnly? Start, DateOnly? End) : CoverageDetail("allowed-period", DetailCategory.Limitation);

    /// <summary>In percent, in or out of the payer's network.</summary>
    public sealed record Copay(bool InNetwork, decimal Percent) : CoverageDetail(InNetwork ? "in-network-copay" : "out-network-copay", DetailCategory.Decisional);

    public sealed record ConcurrentReview(bool IsNeeded) : CoverageDetail("concurrent-review", DetailCategory.Decisional);

    public sealed record AppropriateUse(bool IsNeeded) : CoverageDetail("appropriate-use-needed", DetailCategory.Decisional);

    /// <summary>CRD 2.0.1 only; in 2.2.1 the reason auth-out-network says so.</summary>
    public sealed record AuthorizationOutOfNetworkOnly() : CoverageDetail("auth-out-network-only", DetailCategory.Decisional);

    /// <summary>An absolute address, or a path of this server.</summary>
    public sealed record PolicyLink(string Url) : CoverageDetail("policy-link", DetailCategory.Other);

    /// <summary>What to do, in words.</summary>
    public sealed record Instructions(string Text) : CoverageDetail("instructions", DetailCategory.Other);
}

public enum DetailCategory
{
    /// <summary>Narrows the assertion, and must be read with it.</summary>
    Limitation,

    /// <summary>Matters for the choice of patient and clinician.</summary>
    Decisional,

    Other,
}
