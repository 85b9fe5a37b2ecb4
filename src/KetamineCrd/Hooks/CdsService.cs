namespace KetamineCrd.Hooks;

/// <summary>One entry of the discovery document.</summary>
/// <param name="Id">The last segment of its address.</param>
/// <param name="Hook">The one hook it answers.</param>
/// <param name="Title">Shown to administrators.</param>
/// <param name="Description">Shown to administrators.</param>
/// <param name="JudgesSelectionsOnly">Secondary hook: only <c>context.selections</c> are judged, and unfinished orders are not asked about.</param>
public sealed record CdsService(string Id, string Hook, string Title, string Description, bool JudgesSelectionsOnly)
{
    /// <summary>What every call needs, in the standard expressions (CRD 2.2.1 found-27, found-29); the rest is read when an order needs it.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Prefetch { get; } =
    [
        new("patient", "Patient/{{context.patientId}}"),
        new("coverage", "Coverage?patient={{context.patientId}}&status=active"),
    ];

    public static IReadOnlyList<CdsService> All { get; } =
    [
        new(
            "crd-order-sign",
            "order-sign",
            "Ketamine coverage check at signing",
            "Says what the member's payer has published about the ketamine orders being signed, and records it on each order.",
            JudgesSelectionsOnly: false),
        new(
            "crd-order-select",
            "order-select",
            "Ketamine coverage check at selection",
            "Says what the member's payer has published about the ketamine order just selected, as soon as the order says enough.",
            JudgesSelectionsOnly: true),
    ];
}
