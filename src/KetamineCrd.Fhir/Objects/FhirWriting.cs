using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Writes what this program authors as FHIR JSON. What came from elsewhere goes out as its own bytes.</summary>
public static class FhirWriting
{
    private static readonly BaseFhirJsonSerializer Serializer = new(FhirTypes.Inspector);

    /// <param name="value">A resource, or an element such as an Extension.</param>
    public static ReadOnlyMemory<byte> ToUtf8(Base value) => JsonText.Write(writer => Serializer.Serialize(value, writer), expected: 2 * 1_024);

    /// <summary>Writes an object with members that are not written from objects, such as those of a client's resource.</summary>
    /// <param name="writer">Receives the object as one value.</param>
    /// <param name="value">The object, without those members.</param>
    /// <param name="added">Writes the members, after the others.</param>
    public static void Write(Utf8JsonWriter writer, Base value, Action<Utf8JsonWriter> added)
    {
        using var own = JsonDocument.Parse(ToUtf8(value));
        writer.WriteStartObject();
        foreach (var member in own.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        added(writer);
        writer.WriteEndObject();
    }

    /// <inheritdoc cref="Write"/>
    public static ReadOnlyMemory<byte> ToUtf8(Base value, Action<Utf8JsonWriter> added) => JsonText.Write(writer => Write(writer, value, added), expected: 2 * 1_024);
}
