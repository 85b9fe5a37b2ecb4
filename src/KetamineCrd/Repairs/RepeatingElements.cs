using System.Collections.Frozen;

namespace KetamineCrd.Repairs;

/// <summary>The elements read here that CDS Hooks 2.0 and FHIR R4 write as arrays.</summary>
internal static class RepeatingElements
{
    private static readonly FrozenSet<string> Context = FrozenSet.Create(StringComparer.Ordinal, "selections", "dispatchedOrders", "fulfillmentTasks");

    // R4 has them repeat wherever they stand in a resource.
    private static readonly FrozenSet<string> Anywhere = FrozenSet.Create(
        StringComparer.Ordinal,
        "basedOn", "coding", "contained", "dosageInstruction", "entry", "event", "extension", "ingredient", "insurance", "link", "note", "orderDetail",
        "payor", "reasonCode", "reasonReference", "supportingInfo", "supportingInformation");

    // These are single elsewhere.
    private static readonly FrozenSet<(string Type, string Member)> OfOneType =
        FrozenSet.Create(EqualityComparer<(string, string)>.Default, ("Coverage", "class"), ("Organization", "alias"), ("Organization", "identifier"));

    public static bool IsInContext(string member) => Context.Contains(member);

    /// <param name="type">The type of the resource whose own element it is; empty further down.</param>
    /// <param name="member">The element.</param>
    public static bool IsInResource(string type, string member) => Anywhere.Contains(member) || OfOneType.Contains((type, member));
}
