using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Hooks;

/// <summary>The entries of <c>context.draftOrders</c>, <c>context.appointments</c>, or of <c>context.dispatchedOrders</c> where it holds the orders, in their order. A bare array of resources, or one resource, counts as the Bundle it stands for.</summary>
public static class ContextEntries
{
    /// <summary>True for a Bundle and for what counts as one.</summary>
    public static bool CanRead(JsonElement bundle) => bundle.ValueKind == JsonValueKind.Object || IsBareArray(bundle);

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

    // An empty array is a Bundle without entries.
    private static bool IsBareArray(JsonElement bundle)
    {
        if (bundle.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var item in bundle.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                return true;
            }
        }

        return bundle.GetArrayLength() == 0;
    }

    private static bool IsSingleResource(JsonElement json) => new Resource(json) is { Type: not null } resource && !resource.Is("Bundle"u8);
}
