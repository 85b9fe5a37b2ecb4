using System.Collections.Frozen;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Policies;

/// <summary>One rule of a policy version: it fits when each fact it asks about is among those it names. The first rule that fits decides.</summary>
public sealed record PolicyRule
{
    /// <summary>The id of its PlanDefinition action; the anchor of its place on the policy page.</summary>
    public required string Id { get; init; }

    /// <summary>What is decided, in a few words that start a card's summary.</summary>
    public required string Title { get; init; }

    /// <summary>The policy's statement in our own words, one sentence; a card shows it.</summary>
    public required string Statement { get; init; }

    /// <summary>How the text is read where it is open, for the policy page; null when there is nothing to say.</summary>
    public required string? Note { get; init; }

    /// <summary>The text of the coverage information's reason.</summary>
    public required string Reason { get; init; }

    public required PolicyOutcome Outcome { get; init; }

    /// <summary>The payer's own category word, such as "investigational"; null where the outcome has none.</summary>
    public required string? Ground { get; init; }

    /// <summary>The section of the document that says so.</summary>
    public required string Section { get; init; }

    /// <summary>Whose word it is, where the document only reports it; null where the document speaks for itself.</summary>
    public string? Source { get; init; }

    /// <summary>The evidence on this use in a line; null where that of the whole policy holds.</summary>
    public string? Evidence { get; init; }

    /// <summary>What the text itself warns of in this use; null for nothing.</summary>
    public string? Caution { get; init; }

    /// <summary>What the clinician can do now; null where what the policy says in general holds.</summary>
    public required string? NextStep { get; init; }

    /// <summary>Addresses that help with this rule.</summary>
    public required IReadOnlyList<PolicyLink> Links { get; init; }

    public required FrozenSet<Concept> Drugs { get; init; }

    /// <summary>Null: any route.</summary>
    public required FrozenSet<Concept>? Routes { get; init; }

    /// <summary>Null: any reason, or none.</summary>
    public required FrozenSet<Concept>? Indications { get; init; }

    /// <summary>Null: any product.</summary>
    public required FrozenSet<Concept>? ProductLines { get; init; }

    /// <summary>The hooks at which it speaks; null: wherever orders or appointments are judged.</summary>
    public FrozenSet<HookKind>? Hooks { get; init; }

    /// <summary>Where an order leaves open whether it fits, and no other rule may, it is taken to fit, and nothing is asked: a referral takes nothing away.</summary>
    public bool AsksNothing { get; init; }

    /// <summary>What the rule asserts in its own words; empty where the outcome says it all.</summary>
    public IReadOnlyList<CoverageAssertion> Assertions { get; init; } = [];

    /// <summary>Cards besides the one of the outcome.</summary>
    public IReadOnlyList<RuleResponse> Responses { get; init; } = [];

    public bool SpeaksAt(HookKind hook) => Hooks?.Contains(hook) ?? !hook.IsAboutEncounter();

    public bool Fits(Concept drug, Concept? route, Concept? indication, Concept? productLine) =>
        Drugs.Contains(drug)
        && (Routes is null || (route is not null && Routes.Contains(route)))
        && (Indications is null || (indication is not null && Indications.Contains(indication)))
        && (ProductLines is null || (productLine is not null && ProductLines.Contains(productLine)));
}
