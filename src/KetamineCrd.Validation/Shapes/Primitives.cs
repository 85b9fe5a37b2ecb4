using System.Text.Json;
using Hl7.Fhir.Model;

namespace KetamineCrd.Validation.Shapes;

/// <summary>The kinds of JSON values that FHIR's primitive types have, and what is a value of each.</summary>
internal static class Primitives
{
    /// <summary><c>boolean</c>, <c>number</c> or <c>string</c>.</summary>
    public static string KindOf(string type) => type switch
    {
        "boolean" => "boolean",
        "decimal" or "integer" or "positiveInt" or "unsignedInt" => "number",
        _ => "string",
    };

    public static bool IsOfKind(JsonElement json, string kind) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => kind == "boolean",
        JsonValueKind.Number => kind == "number",
        JsonValueKind.String => kind == "string",
        _ => false,
    };

    /// <summary>False for a string with half a surrogate pair.</summary>
    public static bool IsReadable(JsonElement json)
    {
        try
        {
            return json.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Of a value of the right kind. What the validator finds by a pattern is not asked here.</summary>
    public static bool IsValid(JsonElement json, string type) => type switch
    {
        "integer" => json.TryGetInt32(out _),
        "unsignedInt" => json.TryGetInt32(out var number) && number >= 0,
        "positiveInt" => json.TryGetInt32(out var number) && number > 0,
        "date" => Date.IsValidValue(json.GetString()!),
        "dateTime" => FhirDateTime.IsValidValue(json.GetString()!),
        "instant" => Instant.IsValidValue(json.GetString()!),
        "time" => Time.IsValidValue(json.GetString()!),
        "id" => Id.IsValidValue(json.GetString()!),
        "code" => Code.IsValidValue(json.GetString()!),
        "uri" => FhirUri.IsValidValue(json.GetString()!),
        "oid" => Oid.IsValidValue(json.GetString()!),
        "uuid" => Uuid.IsValidValue(json.GetString()!),
        "base64Binary" => Base64Binary.IsValidValue(json.GetString()!),
        _ => true,
    };
}
