using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Policies;

/// <summary>Every mistake in a PlanDefinition is reported with its path, and there is no engine then.</summary>
public sealed class PolicyReaderTests
{
    private static readonly Dictionary<string, (string Path, Action<JsonObject> Plant)> Mistakes = new(StringComparer.Ordinal)
    {
        ["no url"] = ("url", json => json.Remove("url")),
        ["no version"] = ("version", json => json.Remove("version")),
        ["no number"] = ("identifier.value", json => json.Remove("identifier")),
        ["no title"] = ("title", json => json["title"] = ""),
        ["no publisher"] = ("publisher", json => json.Remove("publisher")),
        ["no description"] = ("description", json => json.Remove("description")),
        ["no evidence"] = ("purpose", json => json.Remove("purpose")),
        ["no next steps"] = ("usage", json => json.Remove("usage")),
        ["no start"] = ("effectivePeriod.start", json => json.Remove("effectivePeriod")),
        ["a start that is no date"] = ("effectivePeriod.start", json => json["effectivePeriod"]!["start"] = "last autumn"),
        ["an end that is no date"] = ("effectivePeriod.end", json => json["effectivePeriod"]!["end"] = "later"),
        ["an end before the start"] = ("effectivePeriod.end", json => json["effectivePeriod"]!["end"] = "2024-09-30"),
        ["no rule"] = ("action", json => json.Remove("action")),
        ["no payer"] = ("useContext", json => json.Remove("useContext")),
        ["a payer that is not held"] = ("useContext.valueReference", json => json["useContext"]![0]!["valueReference"]!["reference"] = "Organization/nobody"),
        ["a payer that is no Organization"] = ("useContext.valueReference", json => json["useContext"]![0]!["valueReference"]!["reference"] = "Group/va"),
        ["a review date that is no date"] = (
            "extension[next-review-date]",
            json => json["extension"] = JsonNode.Parse("""[{ "url": "https://ketaminecrd.example/fhir/StructureDefinition/next-review-date", "valueDate": "soon" }]""")),
        ["a rule without id"] = ("action[1].id", json => Rule(json).Remove("id")),
        ["two rules of one id"] = ("action[1].id", json => Rule(json)["id"] = "tricare"),
        ["a rule without title"] = ("action[1].title", json => Rule(json).Remove("title")),
        ["a rule without statement"] = ("action[1].description", json => Rule(json).Remove("description")),
        ["a rule without reason text"] = ("action[1].textEquivalent", json => Rule(json).Remove("textEquivalent")),
        ["a rule without section"] = ("action[1].documentation.label", json => Rule(json).Remove("documentation")),
        ["a rule without outcome"] = ("action[1].code", json => Rule(json).Remove("code")),
        ["an unknown outcome"] = ("action[1].code", json => Rule(json)["code"]![0]!["coding"]![0]!["code"] = "covered-perhaps"),
        ["a denial without ground"] = ("action[1].reason", json => Rule(json).Remove("reason")),
        ["a rule without drug"] = ("action[1].input", json => Rule(json)["input"]![0]!["codeFilter"]!.AsArray().RemoveAt(0)),
        ["a value set that is not held"] = (
            "action[1].input.codeFilter[reasonCode]", json => Rule(json)["input"]![0]!["codeFilter"]![1]!["valueSet"] = "https://ketaminecrd.example/fhir/ValueSet/nowhere"),
        ["a value set of another fact"] = (
            "action[1].input.codeFilter[reasonCode]", json => Rule(json)["input"]![0]!["codeFilter"]![1]!["valueSet"] = "https://ketaminecrd.example/fhir/ValueSet/ketamine"),
        ["a product line that is no product line"] = (
            "action[1].input.codeFilter[type]", json => Rule(json)["input"]![1]!["codeFilter"]![0]!["valueSet"] = "https://ketaminecrd.example/fhir/ValueSet/ketamine"),
        ["a misspelt filter path"] = ("action[1].input[0].codeFilter[1].path", json => Rule(json)["input"]![0]!["codeFilter"]![1]!["path"] = "reasonCodes"),
        ["a filter without path"] = ("action[1].input[0].codeFilter[1].path", json => Rule(json)["input"]![0]!["codeFilter"]![1]!.AsObject().Remove("path")),
        ["a filter path of another type"] = ("action[1].input[1].codeFilter[0].path", json => Rule(json)["input"]![1]!["codeFilter"]![0]!["path"] = "reasonCode"),
        ["an unknown input type"] = ("action[1].input[1].type", json => Rule(json)["input"]![1]!["type"] = "Patient"),
        ["an input without type"] = ("action[1].input[1].type", json => Rule(json)["input"]![1]!.AsObject().Remove("type")),
        ["an input without filter"] = ("action[1].input[1].codeFilter", json => Rule(json)["input"]![1]!.AsObject().Remove("codeFilter")),
        ["a filter without value set"] = ("action[1].input.codeFilter[reasonCode]", json => Rule(json)["input"]![0]!["codeFilter"]![1]!.AsObject().Remove("valueSet")),
        ["a related artifact without type"] = ("relatedArtifact.type", json => json["relatedArtifact"]![0]!.AsObject().Remove("type")),
        ["a link that is not https"] = ("relatedArtifact.url", json => json["relatedArtifact"]![0]!["url"] = "http://www.va.gov/"),
        ["a link that is no address"] = ("relatedArtifact.url", json => json["relatedArtifact"]![0]!["url"] = "javascript:alert(1)"),
        ["a value set it depends on that is not held"] = (
            "relatedArtifact.resource", json => json["relatedArtifact"]!.AsArray().Add(JsonNode.Parse("""{ "type": "depends-on", "resource": "https://ketaminecrd.example/fhir/ValueSet/nowhere" }"""))),
    };

    public static TheoryData<string> Names => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_reported_with_its_path(string name)
    {
        var (path, plant) = Mistakes[name];
        var (engine, issues) = Loading.With(Loading.PolicyVa, plant);

        Assert.Null(engine);
        Assert.Contains(issues, i => i.File == Loading.PolicyVa && i.Path == path);
    }

    private static JsonObject Rule(JsonObject policy) => policy["action"]![1]!.AsObject();
}
