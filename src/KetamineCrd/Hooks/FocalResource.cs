using System.Text.Json;

namespace KetamineCrd.Hooks;

/// <summary>A resource that a call is about: a draft order, a dispatched order, an appointment or the order it is for, an encounter.</summary>
/// <param name="IsJudged">False for an order that is context only: at order-select, one that is not among the selections.</param>
public readonly record struct FocalResource(JsonElement Json, JsonElement FullUrl, bool IsJudged)
{
    /// <summary>True for an appointment whose order could not be read, so that its reasons are not known.</summary>
    public bool OrderIsUnreadable { get; init; }
}
