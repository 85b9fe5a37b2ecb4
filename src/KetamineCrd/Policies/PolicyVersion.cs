using KetamineCrd.Fhir;
using KetamineCrd.Meanings;

namespace KetamineCrd.Policies;

/// <summary>One version of one payer policy, as its PlanDefinition says. Immutable.</summary>
public sealed record PolicyVersion
{
    /// <summary>The canonical URL, the same for all versions of a policy.</summary>
    public required string Url { get; init; }

    /// <summary>The day of the text, <c>YYYY-MM-DD</c>, or the payer's own version number.</summary>
    public required string Version { get; init; }

    /// <summary>As the payer writes it, such as "7.03.03" or "CDI 00031".</summary>
    public required string Number { get; init; }

    public required string Title { get; init; }

    /// <summary>Who published the document.</summary>
    public required string Publisher { get; init; }

    /// <summary>The payer calls the document a draft.</summary>
    public required bool IsDraft { get; init; }

    /// <summary>For trying things out; no payer has published it.</summary>
    public bool IsExperimental { get; init; }

    /// <summary>Markdown: what the document is about.</summary>
    public required string Description { get; init; }

    /// <summary>Markdown: why, in a sentence.</summary>
    public required string Evidence { get; init; }

    /// <summary>Markdown: what a clinician can do next.</summary>
    public required string NextSteps { get; init; }

    /// <summary>First day in force.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>Last day in force; null when open.</summary>
    public required DateOnly? End { get; init; }

    /// <summary>The document does not state its first day.</summary>
    public bool IsStartInferred { get; init; }

    /// <summary>The document does not state its last day.</summary>
    public bool IsEndInferred { get; init; }

    /// <summary>When the payer means to review it; the version stands after it, as overdue. Null when not said.</summary>
    public required FhirDate? NextReview { get; init; }

    public required IReadOnlyList<Payer> Payers { get; init; }

    /// <summary>In the order in which they are tried.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    public required IReadOnlyList<PolicyLink> Links { get; init; }

    /// <summary>Whom to ask about this policy.</summary>
    public IReadOnlyList<AssertionContact> Contacts { get; init; } = [];

    /// <summary>The version that took its place, whether it is held or not: its first day is the label. Null when none is known.</summary>
    public PolicyLink? Successor => Links.FirstOrDefault(l => l.Type == "successor");

    /// <summary>The number as it stands in an address.</summary>
    public string Slug => Number.Replace(' ', '-');

    /// <summary>The path of its page, below the base address.</summary>
    public string Path => $"/policies/{Uri.EscapeDataString(Slug)}/{Uri.EscapeDataString(Version)}";

    /// <summary>True on a day after the announced review.</summary>
    public bool IsReviewOverdue(DateOnly day) => NextReview is { } review && day > review.Last;

    /// <summary>True when the document binds the payer; false when all it says of the payer's product is where to look.</summary>
    public bool Binds(Payer payer) =>
        payer.ImpliedProductLine is not { } line
        || Rules.Any(r => r.ProductLines?.Contains(line) is not false && r.Outcome is not (PolicyOutcome.ReferToOtherPolicy or PolicyOutcome.DeferToOtherProgram));

    public bool IsInForce(DateOnly day) => Start <= day && (End is null || day <= End);
}
