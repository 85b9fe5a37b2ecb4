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

    public required Possible ProductLine { get; init; }

    /// <summary>False when its status says that it is not in force.</summary>
    public required bool HasActiveStatus { get; init; }

    /// <summary>First day in force; null when open.</summary>
    public required DateOnly? Start { get; init; }

    /// <summary>Last day in force; null when open.</summary>
    public required DateOnly? End { get; init; }

    /// <summary>1 is primary; null when not said.</summary>
    public required int? Order { get; init; }

    public bool IsInForce(DateOnly day) => HasActiveStatus && (Start is null || Start <= day) && (End is null || day <= End);
}
