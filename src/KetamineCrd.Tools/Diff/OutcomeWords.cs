using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Tools.Diff;

/// <summary>The outcome of a rule in the words of CodeSystem <c>determination</c>.</summary>
internal sealed class OutcomeWords
{
    private readonly Dictionary<string, string> _displays = new(StringComparer.Ordinal);

    public OutcomeWords(CrdEngine engine)
    {
        foreach (var resource in engine.Resources.Where(r => r is { Type: "CodeSystem", Id: "determination" }))
        {
            foreach (var concept in resource.Json.Items("concept"u8))
            {
                _displays[concept.Text("code"u8) ?? ""] = concept.Text("display"u8) ?? "";
            }
        }
    }

    public string Of(JsonElement action)
    {
        var coding = new Coding(new CodeableConcept(action.Items("code"u8).First).Codings.First);
        return _displays.GetValueOrDefault(coding.Code ?? "") ?? coding.Display ?? coding.Code ?? "";
    }
}
