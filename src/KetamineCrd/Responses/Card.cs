
namespace KetamineCrd.Responses;

/// <summary>A CDS Hooks 2.0 card.</summary>
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

    /// <summary>The insurer's page; null when none is known.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>A code of the value set cardType, with its display; the system is the dialect's.</summary>
    public required (string Code, string Display) Topic { get; init; }

    public IReadOnlyList<CardLink> Links { get; init; } = [];

    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    public IReadOnlyList<CodedText> OverrideReasons { get; init; } = [];

    /// <summary><c>Type/id</c> of each order it is about (CRD 2.2.1 dev-25).</summary>
    public required IReadOnlyList<string> AssociatedResources { get; init; }
}

/// <summary>A link: <c>absolute</c>, or <c>smart</c> with the app context.</summary>
public sealed record CardLink(string Label, string Url)
{
    /// <summary>Null for a link of type <c>absolute</c>.</summary>
    public string? SmartAppContext { get; init; }
}

/// <summary>A suggestion: actions that are taken together (CDS Hooks 2.0 "Suggestion").</summary>
/// <param name="Uuid">Required by CRD 2.2.1 resp-3.</param>
public sealed record Suggestion(string Label, Guid Uuid, IReadOnlyList<CardAction> Actions);

/// <summary>An action of a suggestion, or a system action that records no coverage information.</summary>
public abstract record CardAction(string Description)
{
    /// <param name="Resource">As UTF-8 JSON.</param>
    /// <param name="IfNoneExist">A FHIR search that must find nothing (<c>davinci-crd.if-none-exist</c>); null for none.</param>
    public sealed record Create(string Description, ReadOnlyMemory<byte> Resource, string? IfNoneExist = null) : CardAction(Description);

    /// <param name="Resource">The whole resource as UTF-8 JSON.</param>
    public sealed record Update(string Description, ReadOnlyMemory<byte> Resource) : CardAction(Description);

    /// <param name="ResourceId"><c>Type/id</c>.</param>
    public sealed record Delete(string Description, string ResourceId) : CardAction(Description);
}
