using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>What the client wants back (CRD 2.2.1 dev-14 to dev-17): known options are obeyed, absent, unknown and unusable ones are defaults.</summary>
public readonly struct HookConfiguration
{
    /// <summary>Used when the client sets no limit.</summary>
    public const int DefaultMaximumCards = 10;

    private readonly JsonElement _options;

    private HookConfiguration(JsonElement options) => _options = options;

    /// <summary>0 or more.</summary>
    public int MaximumCards => _options.WholeNumber("max-cards"u8) is { } most and >= 0 ? most : DefaultMaximumCards;

    public bool WantsCoverageInformation => _options.Flag("coverage-info"u8) is not false;

    /// <summary>False for a "what if": no authorization may be granted then.</summary>
    public bool WantsUnsolicitedDeterminations => _options.Flag("unsolicited-determ"u8) is not false;

    public static HookConfiguration Read(JsonElement root) => new(root.Member("extension"u8).Member("davinci-crd.configuration"u8));

    /// <summary>False when the client switched cards of this topic off.</summary>
    /// <param name="code">A code of the value set cardType.</param>
    public bool WantsCards(string code) =>
        _options.ValueKind != JsonValueKind.Object || _options.Flag(Encoding.UTF8.GetBytes(code)) is not false;
}
