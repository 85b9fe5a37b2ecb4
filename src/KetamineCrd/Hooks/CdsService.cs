
namespace KetamineCrd.Hooks;

/// <summary>One entry of the discovery document; the same six are served in every <see cref="Dialect"/>.</summary>
/// <param name="Id">The last segment of its address.</param>
/// <param name="Kind">The one hook it answers.</param>
/// <param name="Title">Shown to administrators.</param>
/// <param name="Description">Shown to administrators.</param>
public sealed record CdsService(string Id, HookKind Kind, string Title, string Description)
{
    public static IReadOnlyList<CdsService> All { get; } =
    [
        new(
            "crd-order-sign",
            HookKind.OrderSign,
            "Ketamine coverage check at signing",
            "Says what the member's payer has published about the ketamine orders being signed, and records it on each order."),
        new(
            "crd-order-select",
            HookKind.OrderSelect,
            "Ketamine coverage check at selection",
            "Says what the member's payer has published about the ketamine order just selected, as soon as the order says enough."),
        new(
            "crd-order-dispatch",
            HookKind.OrderDispatch,
            "Ketamine coverage check at dispatch",
            "Records on each ketamine order sent to its performer what the member's payer has published about it."),
        new(
            "crd-appointment-book",
            HookKind.AppointmentBook,
            "Ketamine coverage check at booking",
            "Says what the member's payer has published about the ketamine treatment being booked, for the day of the appointment, and records it."),
        new(
            "crd-encounter-start",
            HookKind.EncounterStart,
            "Coverage look-up when an encounter starts",
            "Shows nothing; reads the patient's coverage so that later answers come sooner."),
        new(
            "crd-encounter-discharge",
            HookKind.EncounterDischarge,
            "Coverage look-up at discharge",
            "Shows nothing; reads the patient's coverage so that later answers come sooner."),
    ];

    /// <summary>The hook's name in CDS Hooks.</summary>
    public string Hook => NameOf(Kind);

    /// <summary>Shown to administrators: what must come as prefetch where no FHIR server can be read.</summary>
    public string UsageRequirements => Kind.IsAboutEncounter()
        ? "A client whose FHIR server cannot be read from here sends, as prefetch under any key: the Encounter, the patient's Coverage, and the Organization of its payer."
        : "A client whose FHIR server cannot be read from here sends, as prefetch under any key, all that the order refers to: "
            + (Kind is HookKind.OrderDispatch or HookKind.AppointmentBook ? "the order itself, " : "")
            + "the Medication, each Condition given as reason, the patient's Coverage, and the Organization of its payer.";

    /// <summary>A primary hook asks for coverage information; a secondary one never asks for what an unfinished order cannot yet say (CRD 2.2.1 hook-16, hook-19).</summary>
    public bool IsPrimary => Kind is HookKind.OrderSign or HookKind.OrderDispatch or HookKind.AppointmentBook;

    public static string NameOf(HookKind kind) => kind switch
    {
        HookKind.OrderSign => "order-sign",
        HookKind.OrderSelect => "order-select",
        HookKind.OrderDispatch => "order-dispatch",
        HookKind.AppointmentBook => "appointment-book",
        HookKind.EncounterStart => "encounter-start",
        _ => "encounter-discharge",
    };
}
