using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Introspection;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Writes a sent resource in the shape that FHIR R4 gives it (<see cref="SentShape"/>). What is of a type that is not read here is copied as it is.</summary>
internal static class TidyCopy
{
    /// <param name="resource">As it was sent.</param>
    /// <param name="type">What it is; written where it does not say so.</param>
    public static ReadOnlyMemory<byte> Of(JsonElement resource, ClassMapping type) =>
        JsonText.Write(writer => Write(resource, type, writer), JsonMarshal.GetRawUtf8Value(resource).Length + 64);

    private static void Write(JsonElement json, ClassMapping? type, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (type is { IsResource: true } && json.Text("resourceType"u8) is null)
        {
            writer.WriteString("resourceType"u8, type.Name);
        }

        var members = SentShape.Members(json, type, Untold);
        foreach (var member in members)
        {
            if (member.Name.StartsWith('_') || (member.Name == "resourceType" && member.Value.AsText() is null))
            {
                continue; // extensions of a text or a number are not read
            }

            if (member.Shape is not { } shape)
            {
                writer.WritePropertyName(member.Name);
                Copy(member.Value, writer);
                continue;
            }

            var items = SentShape.Items(member, SentShape.IsExtended(member, members), Untold);
            if (items.Count == 0)
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            if (shape.IsCollection)
            {
                writer.WriteStartArray();
                foreach (var (_, item) in items)
                {
                    WriteItem(item, shape, writer);
                }

                writer.WriteEndArray();
            }
            else
            {
                WriteItem(items[0].Value, shape, writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteItem(JsonElement item, ElementShape shape, Utf8JsonWriter writer)
    {
        if (item.ValueKind == JsonValueKind.Object && shape.TypeIn(item) is { } inner)
        {
            Write(item, inner, writer);
        }
        else if (item.ValueKind == JsonValueKind.String && !shape.IsPrimitive)
        {
            writer.WriteStartObject();
            writer.WriteString("reference"u8, item.AsText());
            writer.WriteEndObject();
        }
        else
        {
            Copy(item, writer);
        }
    }

    private static void Copy(JsonElement json, Utf8JsonWriter writer) => writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(json), skipInputValidation: true);

    private static void Untold(string place, ShapeFault fault)
    {
    }
}
