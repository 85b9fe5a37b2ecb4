using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>The resources that a call brings along: those of its context and its prefetch, out of the Bundles they stand in.</summary>
public static class SentResources
{
    /// <param name="root">The whole call, usable or not.</param>
    /// <returns>Each an object; one that stands in two places comes twice.</returns>
    public static IEnumerable<JsonElement> Of(JsonElement root) => InMembersOf(root.Member("context"u8)).Concat(InMembersOf(root.Member("prefetch"u8)));

    private static IEnumerable<JsonElement> InMembersOf(JsonElement part) => part.ValueKind == JsonValueKind.Object
        ? part.EnumerateObject().SelectMany(member => ContextEntries.Read(member.Value)).Select(entry => entry.Resource)
        : [];
}
