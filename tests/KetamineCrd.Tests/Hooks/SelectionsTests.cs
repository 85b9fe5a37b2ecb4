using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Hooks;

/// <summary>cds-hooks.md section 4: <c>selections</c> is an array of references, each present in <c>draftOrders</c>. Clients write them in other ways too.</summary>
public sealed class SelectionsTests
{
    private const string Urn = "urn:uuid:8c1f2f0e-92a7-4f0c-8a4b-6f2a3c1d9e10";

    [Theory]
    [InlineData("""["MedicationRequest/b"]""")]
    [InlineData("""["b"]""")]
    [InlineData("""["https://ehr.example.org/fhir/MedicationRequest/b"]""")]
    [InlineData("""["https://ehr.example.org/fhir/MedicationRequest/b/_history/3"]""")]
    [InlineData("""["MedicationRequest/b/_history/3"]""")]
    [InlineData("""[{ "reference": "MedicationRequest/b" }]""")]
    [InlineData("\"MedicationRequest/b\"")]
    [InlineData("""{ "reference": "MedicationRequest/b" }""")]
    [InlineData("""["urn:uuid:8c1f2f0e-92a7-4f0c-8a4b-6f2a3c1d9e10"]""")]
    [InlineData("""["MedicationRequest/b", "MedicationRequest/unknown", 7, null, {}]""")]
    public void A_selection_in_any_of_these_forms_names_the_order(string selections) => Assert.Equal([false, true, false], Judged(selections));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""["MedicationRequest/unknown"]""")]
    [InlineData("""["ServiceRequest/b"]""")]
    [InlineData("""["MedicationRequest/"]""")]
    [InlineData("""["urn:uuid:00000000-0000-0000-0000-000000000000"]""")]
    public void Without_a_selection_that_names_an_order_all_are_selected(string selections)
    {
        Assert.Equal([true, true, true], Judged(selections));
        Assert.True(Read(selections).NamesNone);
    }

    [Fact]
    public void A_bare_id_names_every_order_that_has_it() => Assert.Equal([true, false, true], Judged("""["a"]"""));

    [Fact]
    public void A_type_tells_orders_of_one_id_apart() => Assert.Equal([false, false, true], Judged("""["ServiceRequest/a"]"""));

    [Fact]
    public void What_names_no_order_is_set_aside()
    {
        var selections = Read("""["MedicationRequest/a", "MedicationRequest/unknown", {}]""");

        Assert.Equal(2, selections.SetAside.Count);
        Assert.Equal("MedicationRequest/unknown", selections.SetAside[0].GetString());
        Assert.False(selections.NamesNone);
    }

    private static bool[] Judged(string selections) => [.. Enumerable.Range(0, 3).Select(Read(selections).IsJudged)];

    private static Selections Read(string selections)
    {
        var context = JsonElement.Parse(new JsonObject
        {
            ["selections"] = JsonNode.Parse(selections),
            ["draftOrders"] = JsonNode.Parse($$"""
                {
                  "resourceType": "Bundle",
                  "entry": [
                    { "resource": { "resourceType": "MedicationRequest", "id": "a" } },
                    { "resource": { "resourceType": "MedicationRequest", "id": "b" }, "fullUrl": "{{Urn}}" },
                    { "resource": { "resourceType": "ServiceRequest", "id": "a" } }
                  ]
                }
                """),
        }.ToJsonString());
        return Selections.Read(context, ContextEntries.Read(context.GetProperty("draftOrders")));
    }
}
