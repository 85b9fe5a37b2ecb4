using System.Text.Json;

namespace KetamineCrd.Validation.Definitions;

/// <summary>What a JSON text says at its top about what it defines.</summary>
internal static class DefinitionHeader
{
    /// <summary>The canonical of a StructureDefinition, ValueSet or CodeSystem; null for anything else, and for what is no JSON.</summary>
    public static string? UrlOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            string? url = null;
            var isDefinition = false;
            while (reader.Read())
            {
                if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    continue;
                }

                var (isType, isUrl) = (reader.ValueTextEquals("resourceType"u8), reader.ValueTextEquals("url"u8));
                reader.Read();
                if (isType)
                {
                    isDefinition = reader.TokenType == JsonTokenType.String
                        && (reader.ValueTextEquals("StructureDefinition"u8) || reader.ValueTextEquals("ValueSet"u8) || reader.ValueTextEquals("CodeSystem"u8));
                }
                else if (isUrl && reader.TokenType == JsonTokenType.String)
                {
                    url = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }

            return isDefinition ? url : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON; a text that is no UTF-16
        }
    }
}
