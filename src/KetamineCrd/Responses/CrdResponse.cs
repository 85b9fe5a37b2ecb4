using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>The answer to a hook request.</summary>
/// <param name="SystemActions">Coverage information.</param>
public sealed record CrdResponse(IReadOnlyList<Card> Cards, IReadOnlyList<SystemAction> SystemActions)
{
    /// <summary>The answer to a call of which no order is judged.</summary>
    public static readonly CrdResponse Silence = new([], []);

    /// <summary><see cref="Silence"/> as it is written.</summary>
    public static readonly ReadOnlyMemory<byte> SilenceUtf8 = """{"cards":[]}"""u8.ToArray();

    /// <summary>System actions of other response types.</summary>
    public IReadOnlyList<CardAction> OtherActions { get; init; } = [];

    /// <summary>What was to be recorded and is not; empty when the client's resources are as they should be.</summary>
    public IReadOnlyList<UnrecordedStatement> Unrecorded { get; init; } = [];

    /// <summary>Writes the answer. <c>systemActions</c> is left out when there is none (CDS Hooks 2.0, "Use of JSON"), unless a validator insists.</summary>
    public void Write(Utf8JsonWriter writer, AnswerContext context)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cards"u8);
        foreach (var card in Cards)
        {
            CardWriter.Write(writer, card, context.Dialect);
        }

        writer.WriteEndArray();
        if (SystemActions.Count + OtherActions.Count > 0 || MustHaveActions(context))
        {
            writer.WriteStartArray("systemActions"u8);
            foreach (var action in SystemActions)
            {
                Write(writer, action, context.Facts.Focal[action.FocalIndex]);
            }

            foreach (var action in OtherActions)
            {
                CardWriter.Write(writer, action);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>True where a validator insists on <c>systemActions</c>, be it empty.</summary>
    internal static bool MustHaveActions(AnswerContext context) => context.Scope.ForJavaValidator && context.Request.Service.IsPrimary;

    private static void Write(Utf8JsonWriter writer, SystemAction action, FocalResource resource)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "update"u8);
        writer.WriteString("description"u8, action.Description);
        writer.WritePropertyName("resource"u8);
        ResourceWriter.WriteWithExtension(
            writer, resource.Updated, action.CoverageInformation.Span, extension => CoverageStatement.GivesWay(extension, action));
        writer.WriteEndObject();
    }
}
