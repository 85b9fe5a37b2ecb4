using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Hooks;

/// <summary><c>context.draftOrders</c> is a Bundle; resources that stand there without one are its entries.</summary>
public sealed class ContextEntriesTests
{
    [Theory]
    [InlineData("""{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "A", "id": "1" } }, { "resource": { "resourceType": "B", "id": "2" } }] }""", "A/1 B/2")]
    [InlineData("""{ "entry": { "resource": { "resourceType": "A", "id": "1" } } }""", "A/1")]
    [InlineData("""[{ "resourceType": "A", "id": "1" }, { "resource": { "resourceType": "B", "id": "2" } }, null, 3, {}]""", "A/1 B/2")]
    [InlineData("""{ "resourceType": "A", "id": "1" }""", "A/1")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    public void Each_resource_is_an_entry(string draftOrders, string expected)
    {
        var json = JsonElement.Parse(draftOrders);

        Assert.True(ContextEntries.CanRead(json));
        Assert.Equal(expected, string.Join(' ', ContextEntries.Read(json).Select(e => new Resource(e.Resource).Reference)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"MedicationRequest/1\"")]
    [InlineData("7")]
    [InlineData("""["MedicationRequest/1"]""")]
    public void Anything_else_is_no_set_of_orders(string draftOrders) => Assert.False(ContextEntries.CanRead(JsonElement.Parse(draftOrders)));
}
