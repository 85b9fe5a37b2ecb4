using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Bundle</c>, with or without <c>type</c>, <c>total</c> and <c>fullUrl</c>.</summary>
public readonly struct Bundle(JsonElement json)
{
    /// <summary>Each item is a <see cref="BundleEntry"/>.</summary>
    public JsonItems Entries => json.Items("entry"u8);

    /// <summary>The address of the next page; null on the last one.</summary>
    public string? NextPage
    {
        get
        {
            foreach (var link in json.Items("link"u8))
            {
                if (link.HasText("relation"u8, "next"u8))
                {
                    return link.Text("url"u8);
                }
            }

            return null;
        }
    }
}
