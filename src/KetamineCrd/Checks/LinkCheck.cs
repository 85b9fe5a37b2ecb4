using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Checks;

/// <summary>Every link of a card is https or the policy page. Loading says the same of the links of policies and rules.</summary>
internal static class LinkCheck
{
    private const string PolicyPage = "{{policyUrl}}";

    public static IEnumerable<PolicyFinding> Run(IReadOnlyDictionary<string, JsonElement> cards) =>
        from card in cards
        from place in JsonPlaces.All(card.Value.Member("links"u8), "links")
        let url = place.Json.Text("url"u8)
        where url is not null && !url.StartsWith(PolicyPage, StringComparison.Ordinal) && !IsHttps(url)
        select PolicyFinding.Error($"cards/{card.Key}", JsonPlaces.Join(place.Path, "url"), "Expected: an absolute https address, or one that starts with {{policyUrl}}.");

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps;
}
