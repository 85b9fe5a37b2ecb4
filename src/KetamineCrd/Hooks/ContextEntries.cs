using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Hooks;

/// <summary>
/// The entries of <c>context.draftOrders</c> or <c>context.appointments</c>, or of <c>context.dispatchedOrders</c> where it holds the orders, in
/// their order. A bare array of what belongs there, or one of it, counts as
/// the Bundle it stands for, and so does an object with entries that does not say that it is a Bundle.
/// </summary>
public static class ContextEntries
{
    /// <summary>The types of orders that a call may be about (CRD 2.0.1 and 2.2.1, hooks page).</summary>
    public static IReadOnlyList<string> Orders { get; } =
        ["CommunicationRequest", "DeviceRequest", "MedicationRequest", "NutritionOrder", "ServiceRequest", "VisionPrescription"];

    /// <inheritdoc cref="Orders"/>
    public static IReadOnlyList<string> Appointments { get; } = ["Appointment"];

    /// <summary>True for a Bundle and for what counts as one.</summary>
    /// <param name="bundle">The member of the context.</param>
    /// <param name="types">What may stand there without its Bundle: <see cref="Orders"/> or <see cref="Appointments"/>.</param>
    public static bool CanRead(JsonElement bundle, IReadOnlyList<string> types) => bundle.ValueKind switch
    {
        JsonValueKind.Object => new Resource(bundle).Type is { } type
            ? type == "Bundle" || types.Contains(type, StringComparer.Ordinal)
            : bundle.Member("entry"u8).ValueKind is JsonValueKind.Array or JsonValueKind.Object,
        JsonValueKind.Array => Read(bundle).Any(e => new Resource(e.Resource).Type is { } type && types.Contains(type, StringComparer.Ordinal)),
        _ => false,
    };

    /// <summary>Each <c>Resource</c> is an object; <c>FullUrl</c> is as it stands in the JSON, and the default element where there is none.</summary>
    public static IReadOnlyList<(JsonElement Resource, JsonElement FullUrl)> Read(JsonElement bundle)
    {
        var entries = new List<(JsonElement, JsonElement)>();
        if (IsSingleResource(bundle))
        {
            entries.Add((bundle, default));
            return entries;
        }

        var items = bundle.ValueKind == JsonValueKind.Array ? new JsonItems(bundle) : new Bundle(bundle).Entries;
        foreach (var item in items)
        {
            if (new BundleEntry(item).Resource is { ValueKind: JsonValueKind.Object } resource)
            {
                entries.Add((resource, item.Member("fullUrl"u8)));
            }
            else if (IsSingleResource(item))
            {
                entries.Add((item, default));
            }
        }

        return entries;
    }

    private static bool IsSingleResource(JsonElement json) => new Resource(json) is { Type: not null } resource && !resource.Is("Bundle"u8);
}
