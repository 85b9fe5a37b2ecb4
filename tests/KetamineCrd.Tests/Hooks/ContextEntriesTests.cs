using System.Text.Json;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Hooks;

/// <summary><c>context.draftOrders</c> is a Bundle; resources that stand there without one are its entries.</summary>
public sealed class ContextEntriesTests
{
    [Theory]
    [InlineData("""{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "ServiceRequest", "id": "1" } }, { "resource": { "resourceType": "MedicationRequest", "id": "2" } }] }""", "ServiceRequest/1 MedicationRequest/2")]
    [InlineData("""{ "entry": { "resource": { "resourceType": "ServiceRequest", "id": "1" } } }""", "ServiceRequest/1")]
    [InlineData("""[{ "resourceType": "ServiceRequest", "id": "1" }, { "resource": { "resourceType": "MedicationRequest", "id": "2" } }, null, 3, {}]""", "ServiceRequest/1 MedicationRequest/2")]
    [InlineData("""{ "resourceType": "ServiceRequest", "id": "1" }""", "ServiceRequest/1")]
    [InlineData("""{ "resourceType": "Bundle" }""", "")]
    [InlineData("""{ "entry": [] }""", "")]
    public void Each_resource_is_an_entry(string draftOrders, string expected)
    {
        var json = JsonElement.Parse(draftOrders);

        Assert.True(ContextEntries.CanRead(json, ContextEntries.Orders));
        Assert.Equal(expected, string.Join(' ', ContextEntries.Read(json).Select(e => new Resource(e.Resource).Reference)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"MedicationRequest/1\"")]
    [InlineData("7")]
    [InlineData("""["MedicationRequest/1"]""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""{ "entry": null }""")]
    [InlineData("""{ "resourceType": "Patient", "id": "1" }""")]
    [InlineData("""[{ "resourceType": "Patient", "id": "1" }]""")]
    [InlineData("""{ "resourceType": "Appointment", "id": "1" }""")]
    public void Anything_else_is_no_set_of_orders(string draftOrders) => Assert.False(ContextEntries.CanRead(JsonElement.Parse(draftOrders), ContextEntries.Orders));
}
