using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>What the client wants back (CRD 2.2.1 dev-14 to dev-17): known options are obeyed, absent, unknown and unusable ones are defaults.</summary>
/// <param name="MaximumCards">0 or more.</param>
public readonly record struct HookConfiguration(bool CoverageInformation, bool Guideline, int MaximumCards)
{
    public static HookConfiguration Read(JsonElement root)
    {
        var options = root.Member("extension"u8).Member("davinci-crd.configuration"u8);
        return new HookConfiguration(
            options.Flag("coverage-info"u8) ?? (bool)ConfigurationOption.CoverageInformation.Default,
            options.Flag("guideline"u8) ?? (bool)ConfigurationOption.Guideline.Default,
            options.WholeNumber("max-cards"u8) is { } most and >= 0 ? most : (int)ConfigurationOption.MaximumCards.Default);
    }
}
