using System.Buffers;
using System.Text.Json;

namespace KetamineCrd.Responses;

/// <summary>The content of one <c>ext-coverage-information</c>, CRD 2.2.1.</summary>
/// <remarks>
/// The factories keep the invariants: not covered has no <c>pa-needed</c> (q2), conditional, and nothing else, has <c>info-needed</c> (q3), OTH and indeterminate
/// have a reason (q6, q9), and a reason always has text (q7).
/// </remarks>
public sealed record CoverageInformation
{
    public const string Url = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    private const string ReasonSystem = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";
    private const string DetailSystem = "http://terminology.hl7.org/CodeSystem/crd-coverage-detail";

    private CoverageInformation()
    {
    }

    /// <summary>The Coverage on the client's server; null when it could not be read, which only an indeterminate statement may say.</summary>
    public required string? Coverage { get; init; }

    /// <summary>A code of the value set coverageInfo.</summary>
    public required string Covered { get; init; }

    /// <summary>A code of the value set coveragePaDetail; null when nothing is said of it.</summary>
    public string? PriorAuthorizationNeeded { get; init; }

    /// <summary>Codes of the value set informationNeeded.</summary>
    public IReadOnlyList<string> InformationNeeded { get; init; } = [];

    /// <summary>A code of the value set coverageAssertionReasons; null where only words say why.</summary>
    public string? ReasonCode { get; init; }

    public required string ReasonText { get; init; }

    /// <summary>Another order with which alone the statement holds; null when it stands for itself.</summary>
    public string? Dependency { get; init; }

    /// <summary>The place of the policy that says so; null when none was consulted.</summary>
    public string? PolicyLink { get; init; }

    /// <summary>The day of the assertion.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The same for the same answer about the same order and coverage, another for any other.</summary>
    public string AssertionId { get; init; } = "";

    public static CoverageInformation NotCovered(string coverage, string reasonText, string? reasonCode, string? policyLink, DateOnly date) => new()
    {
        Coverage = coverage,
        Covered = "not-covered",
        ReasonText = reasonText,
        ReasonCode = reasonCode,
        PolicyLink = policyLink,
        Date = date,
    };

    /// <param name="informationNeeded">At least one code.</param>
    /// <param name="priorAuthorizationNeeded">auth-needed where the policy says so, else null.</param>
    public static CoverageInformation Conditional(
        string coverage, IReadOnlyList<string> informationNeeded, string reasonText, string? priorAuthorizationNeeded, string? policyLink, DateOnly date) => new()
        {
            Coverage = coverage,
            Covered = "conditional",
            PriorAuthorizationNeeded = priorAuthorizationNeeded,
            InformationNeeded = informationNeeded,
            ReasonText = reasonText,
            PolicyLink = policyLink,
            Date = date,
        };

    /// <summary>A technical obstacle (CRD 2.2.1 resp-43).</summary>
    public static CoverageInformation Indeterminate(string? coverage, string reasonText, DateOnly date) => new()
    {
        Coverage = coverage,
        Covered = "indeterminate",
        ReasonText = reasonText,
        ReasonCode = "technical",
        Date = date,
    };

    /// <summary>Writes the Extension.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, Url);
        writer.WriteStartArray("extension"u8);
        WriteCoverage(writer);
        WriteCode(writer, "covered", Covered);
        if (PriorAuthorizationNeeded is { } authorization)
        {
            WriteCode(writer, "pa-needed", authorization);
        }

        foreach (var need in InformationNeeded)
        {
            WriteCode(writer, "info-needed", need);
        }

        WriteReason(writer);
        if (PolicyLink is not null)
        {
            WritePolicyLink(writer, PolicyLink);
        }

        if (Dependency is not null)
        {
            WriteDependency(writer, Dependency);
        }

        WriteText(writer, "date", "valueDate", Date.ToString("yyyy-MM-dd", null));
        WriteText(writer, "coverage-assertion-id", "valueString", AssertionId);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The Extension as UTF-8.</summary>
    public ReadOnlyMemory<byte> ToUtf8(JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer, options);
        Write(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteCode(Utf8JsonWriter writer, string url, string code) => WriteText(writer, url, "valueCode", code);

    private static void WriteText(Utf8JsonWriter writer, string url, string type, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, url);
        writer.WriteString(type, value);
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

    private static void WritePolicyLink(Utf8JsonWriter writer, string link)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "detail"u8);
        writer.WriteStartArray("extension"u8);
        WriteCode(writer, "category", "cat-other");
        writer.WriteStartObject();
        writer.WriteString("url"u8, "code"u8);
        writer.WriteStartObject("valueCodeableConcept"u8);
        writer.WriteStartArray("coding"u8);
        writer.WriteStartObject();
        writer.WriteString("system"u8, DetailSystem);
        writer.WriteString("code"u8, "policy-link"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteText(writer, "value", "valueUrl", link);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteCoverage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "coverage"u8);
        writer.WriteStartObject("valueReference"u8);
        if (Coverage is not null)
        {
            writer.WriteString("reference"u8, Coverage);
        }
        else
        {
            writer.WriteString("type"u8, "Coverage"u8);
            writer.WriteString("display"u8, "The patient's coverage, which could not be read"u8);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteReason(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("url"u8, "reason"u8);
        writer.WriteStartObject("valueCodeableConcept"u8);
        if (ReasonCode is not null)
        {
            writer.WriteStartArray("coding"u8);
            writer.WriteStartObject();
            writer.WriteString("system"u8, ReasonSystem);
            writer.WriteString("code"u8, ReasonCode);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteString("text"u8, ReasonText);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
