
namespace KetamineCrd.Meanings;

/// <summary>An insurer whose policies are held.</summary>
/// <param name="Id">The id of its Organization.</param>
/// <param name="Name">The name known from the member card (CRD 2.2.1 resp-4).</param>
/// <param name="ImpliedProductLine">What being insured there says of the product line; null when nothing.</param>
public sealed record Payer(string Id, string Name, Concept? ImpliedProductLine)
{
    /// <summary>Where it is: its days begin and end there.</summary>
    public TimeZoneInfo TimeZone { get; init; } = UnitedStatesTime.Eastern;

    /// <summary>The payer's own page for providers; null when none is known.</summary>
    public string? Page { get; init; }

    /// <summary>Whom a clinician can turn to, as this deployment says; null when it says nothing.</summary>
    public string? Contact { get; init; }

    /// <summary>Addresses that cards of this payer show besides those of the policy.</summary>
    public IReadOnlyList<(string Label, Uri Address)> Links { get; init; } = [];
}

/// <summary>What a deployment adds to the data about a payer.</summary>
/// <param name="Id">The id of its Organization.</param>
public sealed record PayerAddition(string Id)
{
    /// <summary>Further names, compared whole, whatever their case and punctuation.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Further payer ids.</summary>
    public IReadOnlyList<string> PayerIds { get; init; } = [];

    /// <summary>A sentence for cards: whom to call, or where to ask for a peer-to-peer review.</summary>
    public string? Contact { get; init; }

    public IReadOnlyList<(string Label, Uri Address)> Links { get; init; } = [];
}
