namespace KetamineCrd.Hooks;

/// <summary>An entry of <c>davinci-crd.configuration-options</c> (CRD 2.2.1 dev-4 to dev-9).</summary>
/// <param name="Code">The property that a request may set in <c>davinci-crd.configuration</c>.</param>
/// <param name="Default">A boolean, or a whole number.</param>
public sealed record ConfigurationOption(string Code, string Name, string Description, object Default)
{
    public static readonly ConfigurationOption CoverageInformation = new(
        "coverage-info", "Coverage Information", "Writes the coverage determination to each order that a held policy speaks of.", true);

    public static readonly ConfigurationOption Guideline = new(
        "guideline", "Guidelines", "Cards that say what a policy holds of the order, with links to the policy.", true);

    public static readonly ConfigurationOption MaximumCards = new(
        "max-cards", "Maximum cards", "The most cards to return; the most important come first.", 10);

    public static IReadOnlyList<ConfigurationOption> All { get; } = [CoverageInformation, Guideline, MaximumCards];
}
