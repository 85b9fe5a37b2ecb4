
namespace KetamineCrd.Hooks;

/// <summary>An entry of <c>davinci-crd.configuration-options</c> (CRD 2.2.1 dev-4 to dev-9).</summary>
/// <param name="Code">The property that a request may set in <c>davinci-crd.configuration</c>.</param>
/// <param name="Default">A boolean, or a whole number.</param>
public sealed record ConfigurationOption(string Code, string Name, string Description, object Default)
{
    /// <summary>The code of coverage information, and of its child for decisions that nobody asked for.</summary>
    public const string CoverageInformation = "coverage-info";

    /// <inheritdoc cref="CoverageInformation"/>
    public const string UnsolicitedDetermination = "unsolicited-determ";

    // CRD 2.2.1 ValueSet cardType; 2.0.1 has the same codes but for unsolicited-determ.
    private static readonly ConfigurationOption[] ResponseTypes =
    [
        new(CoverageInformation, "Coverage Information", "Writes the coverage determination to each order that a held policy speaks of.", true),
        new(UnsolicitedDetermination, "Unsolicited Determination", "Grants an authorization that nobody asked for where a policy allows it; switch it off for a what-if.", true),
        new("claim", "Claim", "Cards on how to submit the claim.", true),
        new("insurance", "Insurance", "Corrections to the patient's coverage record.", true),
        new("limits", "Limits", "Cards on benefit limits.", true),
        new("network", "Network", "Cards on performers in the payer's network.", true),
        new("appropriate-use", "Appropriate Use", "Cards and tasks that ask for appropriate-use documentation.", true),
        new("cost", "Cost", "Cards on what the patient is expected to pay.", true),
        new("therapy-alternatives-opt", "Optional Therapy Alternatives", "Cards that propose an alternative with better coverage.", true),
        new("therapy-alternatives-req", "Required Therapy Alternatives", "Cards on therapy that must be tried first.", true),
        new("clinical-reminder", "Clinical Reminder", "Cards that propose what belongs to the treatment.", true),
        new("duplicate-therapy", "Duplicate Therapy", "Cards on treatment given elsewhere not long ago.", true),
        new("contraindication", "Contraindication", "Cards on contraindications that only the payer knows.", true),
        new("guideline", "Guidelines", "Cards that say what a policy holds of the order, with links to the policy.", true),
        new("off-guideline", "Off Guideline", "Cards on orders that deviate from a guideline.", true),
    ];

    public static ConfigurationOption MaximumCards { get; } =
        new("max-cards", "Maximum cards", "The most cards to return; the most important come first.", HookConfiguration.DefaultMaximumCards);

    /// <summary>True for a code that a card's topic may have: coverage information is never a card (CRD 2.2.1 resp-25).</summary>
    public static bool IsCardType(string code) =>
        code is not (CoverageInformation or UnsolicitedDetermination) && ResponseTypes.Any(o => o.Code == code);

    /// <summary>The options of a server whose answers have these types, in the order of the value set; the limit on cards comes last.</summary>
    public static IReadOnlyList<ConfigurationOption> For(IReadOnlySet<string> types, Dialect dialect) =>
    [
        .. ResponseTypes.Where(o => types.Contains(o.Code) && (o.Code != UnsolicitedDetermination || dialect.TellsUnsolicitedDeterminations)),
        MaximumCards,
    ];
}
