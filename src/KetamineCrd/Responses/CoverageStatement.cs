using KetamineCrd.Fhir;

namespace KetamineCrd.Responses;

/// <summary>Coverage information that already stands on an order.</summary>
internal static class CoverageStatement
{
    /// <summary>True for a statement about the same Coverage; other coverages' statements are left alone.</summary>
    public static bool IsAbout(Extension extension, string? coverage)
    {
        if (coverage is null || !extension.Is("http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"u8))
        {
            return false;
        }

        foreach (var item in extension.Extensions)
        {
            var part = new Extension(item);
            if (part.Is("coverage"u8))
            {
                return new Reference(part.Value("valueReference"u8)).Literal is { } literal
                    && (literal == coverage || literal.EndsWith("/" + coverage, StringComparison.Ordinal));
            }
        }

        return false;
    }

    /// <summary>True when the order already carries this assertion, so that there is nothing new to send (CRD 2.2.1 resp-35).</summary>
    public static bool IsOn(Resource order, string? coverage, string assertionId)
    {
        foreach (var item in order.Json.Items("extension"u8))
        {
            var extension = new Extension(item);
            if (IsAbout(extension, coverage) && AssertionId(extension) == assertionId)
            {
                return true;
            }
        }

        return false;
    }

    private static string? AssertionId(Extension extension)
    {
        foreach (var item in extension.Extensions)
        {
            var part = new Extension(item);
            if (part.Is("coverage-assertion-id"u8))
            {
                return part.Value("valueString"u8).AsText();
            }
        }

        return null;
    }
}
