using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>One <c>ext-coverage-information</c> (CRD 2.2.1), read by its sub-urls.</summary>
internal sealed class CoverageInformationPart(JsonNode extension)
{
    public const string Url = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    public JsonNode Json => extension;

    public string? Covered => Code("covered");

    public string? PriorAuthorizationNeeded => Code("pa-needed");

    public string? Coverage => (string?)Part("coverage")?["valueReference"]?["reference"];

    public string? Date => (string?)Part("date")?["valueDate"];

    public string? AssertionId => (string?)Part("coverage-assertion-id")?["valueString"];

    public IReadOnlyList<string> InformationNeeded => [.. Parts("info-needed").Select(p => (string)p["valueCode"]!)];

    public IReadOnlyList<string> ReasonCodes =>
        [.. Parts("reason").SelectMany(p => p["valueCodeableConcept"]?["coding"]?.AsArray() ?? []).Select(c => (string)c!["code"]!)];

    public string ReasonText => string.Join('\n', Parts("reason").Select(p => (string?)p["valueCodeableConcept"]?["text"]));

    public static IEnumerable<CoverageInformationPart> Of(JsonNode resource) =>
        (resource["extension"]?.AsArray() ?? []).Where(e => (string?)e!["url"] == Url).Select(e => new CoverageInformationPart(e!));

    public IReadOnlyList<JsonNode> Parts(string url) =>
        [.. (extension["extension"]?.AsArray() ?? []).Where(e => (string?)e!["url"] == url).Select(e => e!)];

    public JsonNode? Part(string url) => Parts(url) is [var first, ..] ? first : null;

    private string? Code(string url) => (string?)Part(url)?["valueCode"];
}
