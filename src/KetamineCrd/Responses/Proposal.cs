#pragma warning disable RS0030 // What is set here is ours.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Policies;
using FhirTask = Hl7.Fhir.Model.Task;

namespace KetamineCrd.Responses;

/// <summary>Writes the resources that suggestions propose. What belongs to the patient and the visit is copied from the order, byte for byte.</summary>
internal static class Proposal
{
    private const string SdcTemporary = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp";
    private const string CrdTemporary = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";

    // Of an order.
    private static readonly string[] Copied = ["subject", "encounter", "requester", "reasonCode", "reasonReference", "insurance"];

    /// <summary>A draft order for the same patient, visit and reason (profiles MedicationRequest and ServiceRequest).</summary>
    /// <param name="id">A placeholder within the suggestion.</param>
    public static ReadOnlyMemory<byte> Request(RequestDefinition definition, JsonElement order, AnswerContext context, string id)
    {
        // R4 requires a subject, and the SDK to say so: most orders have one, which is copied.
        var patient = CanBeCopied(order, "subject") ? null : Patient(context);
        var user = CanBeCopied(order, "requester") || PlainReference.Of(context.Request.UserId) is not { } plain ? null : new ResourceReference(plain);
        var isMedication = definition.Kind == "MedicationRequest";
        Resource draft = isMedication
            ? new MedicationRequest
            {
                Id = id,
                Status = MedicationRequest.MedicationrequestStatus.Draft,
                Intent = MedicationRequest.MedicationRequestIntent.Order,
                Subject = patient!,
                AuthoredOn = Instant(context.Now),
                Requester = user,
            }
            : new ServiceRequest
            {
                Id = id,
                Status = RequestStatus.Draft,
                Intent = RequestIntent.Order,
                Subject = patient!,
                AuthoredOn = Instant(context.Now),
                Requester = user,
            };
        return FhirWriting.ToUtf8(draft, writer =>
        {
            writer.WritePropertyName(isMedication ? "medicationCodeableConcept"u8 : "code"u8);
            definition.Concept.WriteTo(writer);
            if (isMedication && definition.Dosage.ValueKind == JsonValueKind.Array)
            {
                writer.WritePropertyName("dosageInstruction"u8);
                definition.Dosage.WriteTo(writer);
            }

            Copy(writer, order, Copied);
        });
    }

    /// <summary>The form itself, without the whitespace of its file (CRD 2.2.1 found-40).</summary>
    public static ReadOnlyMemory<byte> Questionnaire(Form form) => JsonText.Write(form.Questionnaire.WriteTo);

    /// <summary>A Task to complete a questionnaire (profile taskquestionnaire).</summary>
    public static ReadOnlyMemory<byte> Task(RuleResponse.FormCompletion completion, OrderDetermination determination, JsonElement order, AnswerContext context)
    {
        var task = new FhirTask
        {
            Id = completion.Content.Id,
            BasedOn = determination.Order.Reference is { } reference ? [new ResourceReference(reference)] : [],
            Status = FhirTask.TaskStatus.Ready,
            Intent = FhirTask.TaskIntent.Order,
            Code = new CodeableConcept(SdcTemporary, "complete-questionnaire"),
            Description = completion.Label,
            For = Patient(context),
            AuthoredOn = Instant(context.Now),
            Requester = Requester(determination),
            ReasonCode = new CodeableConcept { Text = completion.Content.Summary },
            Input =
            [
                new() { Type = new CodeableConcept(SdcTemporary, "questionnaire", "questionnaire"), Value = new Canonical(completion.Form.Canonical) },
                .. context.Dialect.CompletionInputs ? [AfterCompletion()] : Array.Empty<FhirTask.ParameterComponent>(),
            ],
        };
        return FhirWriting.ToUtf8(task, writer => Copy(writer, order, ["encounter"]));
    }

    /// <summary>The Coverage with one element corrected.</summary>
    public static ReadOnlyMemory<byte> Correction(JsonElement coverage, RuleResponse.CoverageUpdate update) =>
        JsonText.Write(writer => ResourceWriter.WriteWithText(writer, coverage, Encoding.UTF8.GetBytes(update.Member), update.Value));

    private static FhirTask.ParameterComponent AfterCompletion() =>
        new() { Type = new CodeableConcept(CrdTemporary, "after-completion-action"), Value = new CodeableConcept(CrdTemporary, "initial-claim-include") };

    private static ResourceReference Requester(OrderDetermination determination)
    {
        var coverage = determination.Coverage!;
        var payor = PlainReference.Of(coverage.PayorReference) is { } plain && plain.Contains("Organization/", StringComparison.Ordinal) ? plain : null;
        return new() { Reference = payor, Type = payor is null ? "Organization" : null, Display = coverage.Payer!.Name };
    }

    // An id that has not the shape of R4 is any text, and is not repeated.
    private static ResourceReference Patient(AnswerContext context) =>
        PlainReference.Of($"Patient/{context.Request.PatientId}") is { } plain ? new(plain) : new() { Type = "Patient" };

    private static void Copy(Utf8JsonWriter writer, JsonElement order, IEnumerable<string> members)
    {
        foreach (var member in members.Where(m => CanBeCopied(order, m)))
        {
            writer.WritePropertyName(member);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(Member(order, member)), skipInputValidation: true);
        }
    }

    private static bool CanBeCopied(JsonElement order, string member) => Member(order, member).ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static JsonElement Member(JsonElement order, string name) => order.Member(Encoding.UTF8.GetBytes(name));

    private static string Instant(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
