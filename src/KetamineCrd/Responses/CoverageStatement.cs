using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Responses;

/// <summary>Coverage information that already stands on an order.</summary>
internal static class CoverageStatement
{
    /// <summary>Begins every assertion id of this server.</summary>
    public const string IdPrefix = "KCRD-";

    /// <summary>True for a statement that gives way to those of the action; other coverages' statements are left alone.</summary>
    public static bool GivesWay(Extension extension, SystemAction action) =>
        extension.Is(CoverageInformation.UrlInUtf8)
        && (action.Coverages.Any(c => IsAbout(extension, c)) || IsOneOf(extension, action.AssertionIds) || (action.IsKnown && IsOwnTechnical(extension)));

    /// <summary>The statements on the order with this assertion id.</summary>
    public static IReadOnlyList<JsonElement> With(string assertionId, Resource order)
    {
        var found = new List<JsonElement>();
        foreach (var item in order.Json.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (extension.Is(CoverageInformation.UrlInUtf8) && AssertionId(extension) == assertionId)
            {
                found.Add(item);
            }
        }

        return found;
    }

    // Without a Coverage: one of this server that has none either.
    private static bool IsAbout(Extension extension, string? coverage)
    {
        var literal = new Reference(Part(extension, "coverage"u8).Value("valueReference"u8)).Literal;
        return coverage is null
            ? literal is null && IsOwn(extension)
            : literal is not null && (literal == coverage || literal.EndsWith("/" + coverage, StringComparison.Ordinal));
    }

    // What could not be told stands no longer once something is told. A release without a code for it says it without a Coverage.
    private static bool IsOwnTechnical(Extension extension) =>
        IsOwn(extension)
        && (Part(extension, "covered"u8).Value("valueCode"u8).IsText("indeterminate"u8) || IsAbout(extension, coverage: null));

    private static bool IsOwn(Extension extension) => AssertionId(extension)?.StartsWith(IdPrefix, StringComparison.Ordinal) is true;

    private static bool IsOneOf(Extension extension, IReadOnlyList<string> assertionIds) =>
        AssertionId(extension) is { } id && assertionIds.Contains(id, StringComparer.Ordinal);

    private static string? AssertionId(Extension extension) => Part(extension, "coverage-assertion-id"u8).Value("valueString"u8).AsText();

    private static Extension Part(Extension extension, ReadOnlySpan<byte> url)
    {
        foreach (var item in extension.Extensions)
        {
            var part = new Extension(item);
            if (part.Is(url))
            {
                return part;
            }
        }

        return default;
    }
}
