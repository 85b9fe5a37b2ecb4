using Hl7.Fhir.Model;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Reads values of objects made from what a client sent. The SDK's own getters throw where a value does not fit, and tell the value.</summary>
public static class SafeReading
{
    /// <summary>The text; null when it is absent, empty or no text.</summary>
    public static string? Text(this PrimitiveType? element) => element?.JsonValue is string { Length: > 0 } text ? text : null;

    /// <summary>A code of FHIR's own, all of which are in small letters: without blanks around it and in small letters, however it was sent.</summary>
    public static string? Code(this PrimitiveType? element) => element.Text()?.Trim().ToLowerInvariant() is { Length: > 0 } code ? code : null;

    /// <summary>Null when absent or not a boolean.</summary>
    public static bool? Flag(this PrimitiveType? element) => element?.JsonValue as bool?;

    /// <summary>Null when absent, not a number, not whole, or outside 32 bits.</summary>
    public static int? WholeNumber(this PrimitiveType? element) => element?.JsonValue switch
    {
        int number => number,
        long and >= int.MinValue and <= int.MaxValue and var number => (int)number,
        decimal number when number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue => (int)number,
        _ => null,
    };
}
