using System.Text.Json;

namespace KetamineCrd.Hooks;

/// <summary>A resource that a call is about: a draft order, a dispatched order, an appointment or the order it is for, an encounter.</summary>
/// <param name="IsJudged">False for an order that is context only: at order-select, one that is not among the selections.</param>
public readonly record struct FocalResource(JsonElement Json, JsonElement FullUrl, bool IsJudged)
{
    /// <summary>True for an appointment whose order could not be read, so that its reasons are not known.</summary>
    public bool OrderIsUnreadable { get; init; }

    /// <summary>The appointment that is updated in the place of its order (<see cref="Dialect.UpdatesBookedOrder"/>); the default element where there is none.</summary>
    public JsonElement Appointment { get; init; }

    /// <summary>What a statement is put on.</summary>
    public JsonElement Updated => Appointment.ValueKind == JsonValueKind.Undefined ? Json : Appointment;
}
