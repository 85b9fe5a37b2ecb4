namespace KetamineCrd.Responses;

/// <summary>A CDS Hooks 2.0 card (CRD 2.2.1: an External Reference, so links and no suggestions).</summary>
public sealed record Card
{
    /// <summary>A bare UUID, for feedback.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>One sentence, under 140 characters.</summary>
    public required string Summary { get; init; }

    /// <summary>GitHub-flavored Markdown, paragraphs only.</summary>
    public required string Detail { get; init; }

    public required string Indicator { get; init; }

    /// <summary>The insurer's name (CRD 2.2.1 resp-4).</summary>
    public required string SourceLabel { get; init; }

    public required CodedText Topic { get; init; }

    public required IReadOnlyList<CardLink> Links { get; init; }

    public required IReadOnlyList<CodedText> OverrideReasons { get; init; }

    /// <summary><c>Type/id</c> of each order it is about (CRD 2.2.1 dev-25).</summary>
    public required IReadOnlyList<string> AssociatedResources { get; init; }
}

/// <summary>A link of type <c>absolute</c>.</summary>
public sealed record CardLink(string Label, string Url);
