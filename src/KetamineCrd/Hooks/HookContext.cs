using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Hooks;

/// <summary>Reads <c>context</c> in the spellings of all releases of each hook. Unknown fields are ignored (CRD 2.2.1 hook-23).</summary>
internal static class HookContext
{
    private static readonly (string Name, byte[] Utf8)[] Lists = [.. Named("draftOrders", "selections", "dispatchedOrders", "dispatched-orders", "order", "appointments")];

    private static readonly (string Name, byte[] Utf8)[] Ids = [.. Named("patientId", "userId", "encounterId")];

    /// <summary>What is wrong with the context; null when it can be used.</summary>
    public static HookIssue? Check(JsonElement context, CdsService service) => service.Kind switch
    {
        _ when context.ValueKind != JsonValueKind.Object => HookIssue.Required("context", "an object"),
        _ when LogicalId.Read(context.Member("patientId"u8), "Patient") is null => HookIssue.Required("context.patientId", "the logical id of the Patient, as text"),
        HookKind.OrderSign or HookKind.OrderSelect when !ContextEntries.CanRead(context.Member("draftOrders"u8), ContextEntries.Orders) =>
            HookIssue.Required("context.draftOrders", "a Bundle of the draft orders"),
        HookKind.OrderSelect when context.Member("selections"u8).ValueKind == JsonValueKind.Undefined =>
            HookIssue.Required("context.selections", "an array of references to draft orders"),
        HookKind.OrderDispatch when References(context, service).Count + Resources(context, service).Count == 0 =>
            HookIssue.Required("context.dispatchedOrders", "an array of references to the dispatched orders"),
        HookKind.AppointmentBook when !ContextEntries.CanRead(context.Member("appointments"u8), ContextEntries.Appointments) =>
            HookIssue.Required("context.appointments", "a Bundle of the appointments"),
        var hook when hook.IsAboutEncounter() && LogicalId.Read(context.Member("encounterId"u8), "Encounter") is null =>
            HookIssue.Required("context.encounterId", "the logical id of the Encounter, as text"),
        _ => CheckSize(context),
    };

    private static IEnumerable<(string, byte[])> Named(params string[] names) => names.Select(name => (name, Encoding.UTF8.GetBytes(name)));

    private static HookIssue? CheckSize(JsonElement context)
    {
        foreach (var (name, utf8) in Lists)
        {
            if (Count(context.Member(utf8)) > CallLimits.MostOrders)
            {
                return HookIssue.TooCostly($"context.{name}", $"At most {CallLimits.MostOrders:N0} were expected in one call; send the others in further calls.");
            }
        }

        foreach (var (name, utf8) in Ids)
        {
            if (CallLimits.IsTooLong(context.Member(utf8)))
            {
                return HookIssue.TooLong($"context.{name}");
            }
        }

        return null;
    }

    // Of an array, or of a Bundle.
    private static int Count(JsonElement list) => list.ValueKind == JsonValueKind.Object ? new Bundle(list).Entries.Count : new JsonItems(list).Count;

    /// <summary>
    /// The resources that the context itself holds. Dispatched orders are references, but some clients send the orders themselves, as a Bundle or an array:
    /// those are judged as they were sent.
    /// </summary>
    public static IReadOnlyList<FocalResource> Resources(JsonElement context, CdsService service)
    {
        var entries = ContextEntries.Read(service.Kind switch
        {
            HookKind.AppointmentBook => context.Member("appointments"u8),
            HookKind.OrderDispatch => Dispatched(context),
            _ => context.Member("draftOrders"u8),
        });
        var selections = service.Kind == HookKind.OrderSelect ? Selections.Read(context, entries) : null;
        return [.. entries.Select((entry, i) => new FocalResource(entry.Resource, entry.FullUrl, selections?.IsJudged(i) ?? true))];
    }

    /// <summary>References to the resources that the context only names: the dispatched orders (order-dispatch 1.1, its example's spelling, 1.0), the encounter.</summary>
    public static IReadOnlyList<string> References(JsonElement context, CdsService service) => service switch
    {
        { Kind: HookKind.OrderDispatch } => DispatchedOrders(context),
        _ when service.Kind.IsAboutEncounter() && LogicalId.Read(context.Member("encounterId"u8), "Encounter") is { } id => [$"Encounter/{id}"],
        _ => [],
    };

    private static List<string> DispatchedOrders(JsonElement context)
    {
        var references = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in new JsonItems(Dispatched(context)))
        {
            if ((item.AsText() ?? new Reference(item).Literal) is { } reference && seen.Add(reference))
            {
                references.Add(reference);
            }
        }

        return references;
    }

    private static JsonElement Dispatched(JsonElement context) =>
        First(context.Member("dispatchedOrders"u8), context.Member("dispatched-orders"u8), context.Member("order"u8));

    private static JsonElement First(JsonElement a, JsonElement b, JsonElement c) =>
        a.ValueKind != JsonValueKind.Undefined ? a : b.ValueKind != JsonValueKind.Undefined ? b : c;
}
