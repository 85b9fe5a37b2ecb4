using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>The answer to a hook request.</summary>
public sealed record CrdResponse(IReadOnlyList<Card> Cards, IReadOnlyList<SystemAction> SystemActions)
{
    /// <summary>Writes the answer. <c>systemActions</c> is left out when there is none (CDS Hooks 2.0, "Use of JSON").</summary>
    public void Write(Utf8JsonWriter writer, HookRequest request)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cards"u8);
        foreach (var card in Cards)
        {
            Write(writer, card);
        }

        writer.WriteEndArray();
        if (SystemActions.Count > 0)
        {
            writer.WriteStartArray("systemActions"u8);
            foreach (var action in SystemActions)
            {
                Write(writer, action, request.Orders[action.OrderIndex].Json);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SystemAction action, JsonElement order)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "update"u8);
        writer.WriteString("description"u8, action.Description);
        writer.WritePropertyName("resource"u8);
        ResourceWriter.WriteWithExtension(
            writer, order, action.CoverageInformation.ToUtf8(writer.Options).Span, extension => CoverageStatement.IsAbout(extension, action.CoverageInformation.Coverage));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Card card)
    {
        writer.WriteStartObject();
        if (card.AssociatedResources.Count > 0)
        {
            writer.WriteStartObject("extension"u8);
            writer.WriteStartArray("davinci-crd.associated-resource"u8);
            foreach (var reference in card.AssociatedResources)
            {
                writer.WriteStartObject();
                writer.WriteString("reference"u8, reference);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteString("uuid"u8, card.Uuid);
        writer.WriteString("summary"u8, card.Summary);
        writer.WriteString("detail"u8, card.Detail);
        writer.WriteString("indicator"u8, card.Indicator);
        writer.WriteStartObject("source"u8);
        writer.WriteString("label"u8, card.SourceLabel);
        writer.WritePropertyName("topic"u8);
        Write(writer, card.Topic);
        writer.WriteEndObject();
        writer.WriteStartArray("links"u8);
        foreach (var link in card.Links)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, link.Label);
            writer.WriteString("url"u8, link.Url);
            writer.WriteString("type"u8, "absolute"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (card.OverrideReasons.Count > 0)
        {
            writer.WriteStartArray("overrideReasons"u8);
            foreach (var reason in card.OverrideReasons)
            {
                Write(writer, reason);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CodedText coded)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, coded.Code);
        writer.WriteString("system"u8, coded.System);
        writer.WriteString("display"u8, coded.Display);
        writer.WriteEndObject();
    }
}
