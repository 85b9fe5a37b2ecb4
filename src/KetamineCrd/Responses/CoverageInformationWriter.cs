using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Writes <c>ext-coverage-information</c> in the codes and shapes of one release of the guide.</summary>
/// <param name="dialect">The release.</param>
/// <param name="baseAddress">Of this server, for links to its pages; without a slash at the end.</param>
/// <param name="forJavaValidator">Bends what the published invariants of a release get wrong: see docs/conformance.md, "Validators".</param>
public sealed class CoverageInformationWriter(Dialect dialect, string baseAddress, bool forJavaValidator)
{
    private const string SimpleQuantityPercent = "%";
    private const string PublishedReasons = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private readonly CoverageInformationCodes _codes = new(dialect, forJavaValidator);

    /// <summary>The Extension as UTF-8; several are joined by commas, as items of an array.</summary>
    public ReadOnlyMemory<byte> ToUtf8(IReadOnlyList<CoverageInformation> statements, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(3_072);
        for (var i = 0; i < statements.Count; i++)
        {
            if (i > 0)
            {
                buffer.Write(","u8);
            }

            using var writer = new Utf8JsonWriter(buffer, options);
            Write(writer, statements[i]);
        }

        return buffer.WrittenMemory;
    }

    public void Write(Utf8JsonWriter writer, CoverageInformation information)
    {
        var assertion = information.Assertion;
        writer.WriteStartObject();
        writer.WriteString("url"u8, CoverageInformation.Url);
        writer.WriteStartArray("extension"u8);
        WriteCoverage(writer, information.Coverage);
        WriteCode(writer, "covered", _codes.Covered(assertion.Benefit));
        if (_codes.AuthorizationNeeded(assertion) is { } authorization)
        {
            WriteCode(writer, "pa-needed", authorization);
        }

        WriteDocumentation(writer, assertion);
        foreach (var need in _codes.InformationNeeded(assertion))
        {
            WriteCode(writer, "info-needed", need);
        }

        foreach (var code in assertion.BillingCodes)
        {
            WriteBillingCode(writer, code);
        }

        WriteReason(writer, assertion);
        foreach (var detail in assertion.Details.Where(d => dialect.DetailCodes.Contains(d.Code)))
        {
            WriteDetail(writer, detail);
        }

        // An authorization that is needed out of network only is a reason in 2.2 and was a detail in 2.0.
        if (assertion.Reason.Code == "auth-out-network" && dialect.DetailCodes.Contains("auth-out-network-only"))
        {
            WriteDetail(writer, new CoverageDetail.AuthorizationOutOfNetworkOnly());
        }

        if (information.Dependency is not null)
        {
            WriteDependency(writer, information.Dependency);
        }

        foreach (var questionnaire in assertion.Documentation?.Questionnaires ?? [])
        {
            WriteText(writer, "questionnaire", "valueCanonical", questionnaire);
        }

        WriteText(writer, "date", "valueDate", Day(information.Date));
        WriteText(writer, "coverage-assertion-id", "valueString", information.AssertionId);
        if (assertion.Benefit.PriorAuthorization is PriorAuthorization.Satisfied satisfied)
        {
            WriteText(writer, "satisfied-pa-id", "valueString", satisfied.Number ?? information.AssertionId);
        }

        foreach (var contact in assertion.Contacts)
        {
            WriteContact(writer, contact);
        }

        if (assertion.Expiry is { } expiry && dialect.SaysExpiry)
        {
            WriteText(writer, "expiry-date", "valueDate", Day(expiry));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteDocumentation(Utf8JsonWriter writer, CoverageAssertion assertion)
    {
        if (assertion.Documentation is not { } documentation)
        {
            return;
        }

        foreach (var code in _codes.DocumentationNeeded(documentation))
        {
            WriteCode(writer, "doc-needed", code);
        }

        foreach (var purpose in _codes.DocumentationPurposes(assertion))
        {
            WriteCode(writer, "doc-purpose", purpose);
        }
    }

    private void WriteReason(Utf8JsonWriter writer, CoverageAssertion assertion)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "reason"u8);
        writer.WriteStartObject("valueCodeableConcept"u8);
        if (_codes.Reason(assertion) is { } code)
        {
            WriteCodings(writer, code, code == dialect.PublishedReasonCode ? [dialect.ReasonSystem, PublishedReasons] : [dialect.ReasonSystem]);
        }

        writer.WriteString("text"u8, assertion.Reason.Text);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteDetail(Utf8JsonWriter writer, CoverageDetail detail)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "detail"u8);
        writer.WriteStartArray("extension"u8);
        if (dialect.CategorizesDetails)
        {
            WriteCode(writer, "category", detail.Category switch
            {
                DetailCategory.Limitation => "cat-limitation",
                DetailCategory.Decisional => "cat-decisional",
                _ => "cat-other",
            });
        }

        writer.WriteStartObject();
        writer.WriteString("url"u8, "code"u8);
        writer.WriteStartObject("valueCodeableConcept"u8);
        WriteCodings(writer, detail.Code, [dialect.DetailSystem]);
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteValue(writer, detail);
        if (detail.Qualification is { } qualification)
        {
            WriteText(writer, "qualification", "valueString", qualification);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter writer, CoverageDetail detail)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "value"u8);
        switch (detail)
        {
            case CoverageDetail.AllowedQuantity quantity:
                WriteQuantity(writer, quantity.Value, quantity.Unit);
                break;
            case CoverageDetail.Copay copay:
                WriteQuantity(writer, copay.Percent, SimpleQuantityPercent);
                break;
            case CoverageDetail.AllowedPeriod period:
                writer.WriteStartObject("valuePeriod"u8);
                if (period.Start is { } start)
                {
                    writer.WriteString("start"u8, Day(start));
                }

                if (period.End is { } end)
                {
                    writer.WriteString("end"u8, Day(end));
                }

                writer.WriteEndObject();
                break;
            case CoverageDetail.ConcurrentReview review:
                writer.WriteBoolean("valueBoolean"u8, review.IsNeeded);
                break;
            case CoverageDetail.AppropriateUse use:
                writer.WriteBoolean("valueBoolean"u8, use.IsNeeded);
                break;
            case CoverageDetail.AuthorizationOutOfNetworkOnly:
                writer.WriteBoolean("valueBoolean"u8, true);
                break;
            case CoverageDetail.PolicyLink link:
                writer.WriteString("valueUrl"u8, PageAddress.Absolute(link.Url, baseAddress));
                break;
            case CoverageDetail.Instructions instructions:
                writer.WriteString("valueString"u8, instructions.Text);
                break;
            default:
                throw new InvalidOperationException($"No value is known for {detail.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteQuantity(Utf8JsonWriter writer, decimal value, string unit)
    {
        writer.WriteStartObject("valueQuantity"u8);
        writer.WriteNumber("value"u8, value);
        writer.WriteString("unit"u8, unit);
        if (unit == SimpleQuantityPercent)
        {
            writer.WriteString("system"u8, "http://unitsofmeasure.org"u8);
            writer.WriteString("code"u8, unit);
        }

        writer.WriteEndObject();
    }

    private void WriteContact(Utf8JsonWriter writer, AssertionContact contact)
    {
        if (!dialect.GivesContactDetail)
        {
            foreach (var (system, value) in contact.Telecoms)
            {
                writer.WriteStartObject();
                writer.WriteString("url"u8, "contact"u8);
                writer.WritePropertyName("valueContactPoint"u8);
                WriteContactPoint(writer, system, value);
                writer.WriteEndObject();
            }

            return;
        }

        writer.WriteStartObject();
        writer.WriteString("url"u8, "contact"u8);
        writer.WriteStartObject("valueContactDetail"u8);
        if (contact.Name is { } name)
        {
            writer.WriteString("name"u8, name);
        }

        if (contact.Telecoms.Count > 0)
        {
            writer.WriteStartArray("telecom"u8);
            foreach (var (system, value) in contact.Telecoms)
            {
                WriteContactPoint(writer, system, value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteContactPoint(Utf8JsonWriter writer, string system, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("system"u8, system);
        writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    }

    private static void WriteBillingCode(Utf8JsonWriter writer, BillingCode code)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "billingCode"u8);
        writer.WritePropertyName("valueCoding"u8);
        WriteCoding(writer, code.System, code.Code, code.Display);
        writer.WriteEndObject();
    }

    private static void WriteCoding(Utf8JsonWriter writer, string system, string code, string? display = null)
    {
        writer.WriteStartObject();
        writer.WriteString("system"u8, system);
        writer.WriteString("code"u8, code);
        if (display is not null)
        {
            writer.WriteString("display"u8, display);
        }

        writer.WriteEndObject();
    }

    private static void WriteDependency(Utf8JsonWriter writer, string order)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "dependency"u8);
        writer.WriteStartObject("valueReference"u8);
        writer.WriteString("reference"u8, order);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCoverage(Utf8JsonWriter writer, string? coverage)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "coverage"u8);
        writer.WriteStartObject("valueReference"u8);
        if (coverage is not null)
        {
            writer.WriteString("reference"u8, coverage);
        }
        else
        {
            writer.WriteString("type"u8, "Coverage"u8);
            writer.WriteString("display"u8, "The patient's coverage, which could not be read"u8);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCodings(Utf8JsonWriter writer, string code, ReadOnlySpan<string> systems)
    {
        writer.WriteStartArray("coding"u8);
        foreach (var system in systems)
        {
            WriteCoding(writer, system, code);
        }

        writer.WriteEndArray();
    }

    private static void WriteCode(Utf8JsonWriter writer, string url, string code) => WriteText(writer, url, "valueCode", code);

    private static void WriteText(Utf8JsonWriter writer, string url, string type, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, url);
        writer.WriteString(type, value);
        writer.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
