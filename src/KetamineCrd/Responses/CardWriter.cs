using System.Text.Json;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>Writes cards and their actions in the shapes of one release of the guide.</summary>
internal static class CardWriter
{
    public static void Write(Utf8JsonWriter writer, Card card, Dialect dialect)
    {
        writer.WriteStartObject();
        WriteAssociated(writer, card.AssociatedResources, dialect);
        writer.WriteString("uuid"u8, card.Uuid);
        writer.WriteString("summary"u8, card.Summary);
        writer.WriteString("detail"u8, card.Detail);
        writer.WriteString("indicator"u8, card.Indicator);
        writer.WriteStartObject("source"u8);
        writer.WriteString("label"u8, card.SourceLabel);
        if (card.SourceUrl is { } url)
        {
            writer.WriteString("url"u8, url);
        }

        writer.WritePropertyName("topic"u8);
        Write(writer, new CodedText(dialect.CardTypeSystem, card.Topic.Code, card.Topic.Display));
        writer.WriteEndObject();
        WriteSuggestions(writer, card.Suggestions);
        WriteLinks(writer, card.Links);
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

    public static void Write(Utf8JsonWriter writer, CardAction action)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, action switch
        {
            CardAction.Create => "create"u8,
            CardAction.Update => "update"u8,
            _ => "delete"u8,
        });
        writer.WriteString("description"u8, action.Description);
        switch (action)
        {
            case CardAction.Create create:
                if (create.IfNoneExist is { } search)
                {
                    writer.WriteStartObject("extension"u8);
                    writer.WriteString("davinci-crd.if-none-exist"u8, search);
                    writer.WriteEndObject();
                }

                WriteResource(writer, create.Resource);
                break;
            case CardAction.Update update:
                WriteResource(writer, update.Resource);
                break;
            case CardAction.Delete delete:
                writer.WriteString("resourceId"u8, delete.ResourceId);
                break;
            default:
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteAssociated(Utf8JsonWriter writer, IReadOnlyList<string> references, Dialect dialect)
    {
        if (references.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("extension"u8);
        writer.WriteStartArray("davinci-crd.associated-resource"u8);
        foreach (var reference in references)
        {
            if (!dialect.AssociatesByReference)
            {
                writer.WriteStringValue(reference);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("reference"u8, reference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSuggestions(Utf8JsonWriter writer, IReadOnlyList<Suggestion> suggestions)
    {
        if (suggestions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("suggestions"u8);
        foreach (var suggestion in suggestions)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, suggestion.Label);
            writer.WriteString("uuid"u8, suggestion.Uuid);
            writer.WriteStartArray("actions"u8);
            foreach (var action in suggestion.Actions)
            {
                Write(writer, action);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("selectionBehavior"u8, "at-most-one"u8);
    }

    private static void WriteLinks(Utf8JsonWriter writer, IReadOnlyList<CardLink> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("links"u8);
        foreach (var link in links)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, link.Label);
            writer.WriteString("url"u8, link.Url);
            writer.WriteString("type"u8, link.SmartAppContext is null ? "absolute"u8 : "smart"u8);
            if (link.SmartAppContext is { } context)
            {
                writer.WriteString("appContext"u8, context);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResource(Utf8JsonWriter writer, ReadOnlyMemory<byte> resource)
    {
        writer.WritePropertyName("resource"u8);
        writer.WriteRawValue(resource.Span, skipInputValidation: true);
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
