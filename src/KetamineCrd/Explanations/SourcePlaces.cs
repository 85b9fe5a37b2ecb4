using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Explanations;

/// <summary>Tells where in a call, or in what was read for it, the elements stand that facts were read from.</summary>
/// <remarks>A place is looked for in the order first: looking through the whole call for each would cost the square of what the call holds.</remarks>
internal sealed class SourcePlaces(HookRequest request, ResourceIndex index)
{
    /// <summary>So many places of one order are told, and so many outside the orders in one explanation; real orders have some ten.</summary>
    public const int Most = 200;

    private const int MostElsewhere = 2_000;

    private int _elsewhere;

    /// <summary>The place of an order in the call; empty when it was read.</summary>
    public string Of(JsonElement order) => ElementPath.Of(request.Root, order) ?? "";

    /// <summary>The place of an element of the order, of the call, else of a resource that was read; empty when it is not found.</summary>
    /// <param name="element">The element.</param>
    /// <param name="order">The order for which it was read.</param>
    /// <param name="path">The place of the order.</param>
    public string Of(JsonElement element, JsonElement order, string path)
    {
        if (path.Length > 0 && ElementPath.Of(order, element) is { } within)
        {
            return within.Length == 0 || within.StartsWith('[') ? path + within : $"{path}.{within}";
        }

        return element.ValueKind == JsonValueKind.Undefined || _elsewhere++ >= MostElsewhere ? "" : Elsewhere(element);
    }

    private string Elsewhere(JsonElement element)
    {
        if (ElementPath.Of(request.Root, element) is { } inCall)
        {
            return inCall;
        }

        foreach (var resource in index.All)
        {
            if (ElementPath.Of(resource, element) is { } path)
            {
                return $"{new Resource(resource).PlainReference}: {path}";
            }
        }

        return "";
    }
}
