using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Writes the resources that suggestions propose. What belongs to the patient and the visit is copied from the order, byte for byte.</summary>
internal static class Proposal
{
    private const string SdcTemporary = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp";
    private const string CrdTemporary = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";

    /// <summary>A draft order for the same patient, visit and reason (profiles MedicationRequest and ServiceRequest).</summary>
    /// <param name="id">A placeholder within the suggestion.</param>
    public static ReadOnlyMemory<byte> Request(RequestDefinition definition, JsonElement order, AnswerContext context, string id) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, definition.Kind);
        writer.WriteString("id"u8, id);
        writer.WriteString("status"u8, "draft"u8);
        writer.WriteString("intent"u8, "order"u8);
        writer.WritePropertyName(definition.Kind == "MedicationRequest" ? "medicationCodeableConcept"u8 : "code"u8);
        definition.Concept.WriteTo(writer);
        if (!Copy(writer, order, "subject"u8))
        {
            WriteReference(writer, "subject"u8, $"Patient/{context.Request.PatientId}");
        }

        _ = Copy(writer, order, "encounter"u8);
        writer.WriteString("authoredOn"u8, Instant(context.Now));
        if (!Copy(writer, order, "requester"u8) && PlainReference.Of(context.Request.UserId) is { } user)
        {
            WriteReference(writer, "requester"u8, user);
        }

        _ = Copy(writer, order, "reasonCode"u8);
        _ = Copy(writer, order, "reasonReference"u8);
        _ = Copy(writer, order, "insurance"u8);
        if (definition.Kind == "MedicationRequest" && definition.Dosage.ValueKind == JsonValueKind.Array)
        {
            writer.WritePropertyName("dosageInstruction"u8);
            definition.Dosage.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>The form itself, without the whitespace of its file (CRD 2.2.1 found-40).</summary>
    public static ReadOnlyMemory<byte> Questionnaire(Form form) => Write(form.Questionnaire.WriteTo);

    /// <summary>A Task to complete a questionnaire (profile taskquestionnaire).</summary>
    public static ReadOnlyMemory<byte> Task(RuleResponse.FormCompletion completion, OrderDetermination determination, JsonElement order, AnswerContext context) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "Task"u8);
        writer.WriteString("id"u8, completion.Content.Id);
        if (determination.Order.Reference is { } reference)
        {
            writer.WriteStartArray("basedOn"u8);
            writer.WriteStartObject();
            writer.WriteString("reference"u8, reference);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteString("status"u8, "ready"u8);
        writer.WriteString("intent"u8, "order"u8);
        WriteConcept(writer, "code"u8, SdcTemporary, "complete-questionnaire", null);
        writer.WriteString("description"u8, completion.Label);
        WriteReference(writer, "for"u8, $"Patient/{context.Request.PatientId}");
        _ = Copy(writer, order, "encounter"u8);
        writer.WriteString("authoredOn"u8, Instant(context.Now));
        writer.WriteStartObject("requester"u8);
        if (PlainReference.Of(determination.Coverage!.PayorReference) is { } payor && payor.Contains("Organization/", StringComparison.Ordinal))
        {
            writer.WriteString("reference"u8, payor);
        }
        else
        {
            writer.WriteString("type"u8, "Organization"u8);
        }

        writer.WriteString("display"u8, determination.Coverage.Payer!.Name);
        writer.WriteEndObject();
        writer.WriteStartObject("reasonCode"u8);
        writer.WriteString("text"u8, completion.Content.Summary);
        writer.WriteEndObject();
        writer.WriteStartArray("input"u8);
        writer.WriteStartObject();
        WriteConcept(writer, "type"u8, SdcTemporary, "questionnaire", "questionnaire");
        writer.WriteString("valueCanonical"u8, completion.Form.Canonical);
        writer.WriteEndObject();
        if (context.Dialect.CompletionInputs)
        {
            writer.WriteStartObject();
            WriteConcept(writer, "type"u8, CrdTemporary, "after-completion-action", null);
            WriteConcept(writer, "valueCodeableConcept"u8, CrdTemporary, "initial-claim-include", null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The Coverage with one element corrected.</summary>
    public static ReadOnlyMemory<byte> Correction(JsonElement coverage, RuleResponse.CoverageUpdate update) =>
        Write(writer => ResourceWriter.WriteWithText(writer, coverage, Encoding.UTF8.GetBytes(update.Member), update.Value));

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write) => JsonText.Write(AnswerJson.Options, write);

    private static bool Copy(Utf8JsonWriter writer, JsonElement order, ReadOnlySpan<byte> member)
    {
        var value = order.Member(member);
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return false;
        }

        writer.WritePropertyName(member);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        return true;
    }

    // A reference that has not the shape of R4 is any text, and is not repeated.
    private static void WriteReference(Utf8JsonWriter writer, ReadOnlySpan<byte> member, string reference)
    {
        writer.WriteStartObject(member);
        if (PlainReference.Of(reference) is { } plain)
        {
            writer.WriteString("reference"u8, plain);
        }
        else
        {
            writer.WriteString("type"u8, reference.AsSpan(0, reference.IndexOf('/', StringComparison.Ordinal)));
        }

        writer.WriteEndObject();
    }

    private static void WriteConcept(Utf8JsonWriter writer, ReadOnlySpan<byte> member, string system, string code, string? text)
    {
        writer.WriteStartObject(member);
        writer.WriteStartArray("coding"u8);
        writer.WriteStartObject();
        writer.WriteString("system"u8, system);
        writer.WriteString("code"u8, code);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (text is not null)
        {
            writer.WriteString("text"u8, text);
        }

        writer.WriteEndObject();
    }

    private static string Instant(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
