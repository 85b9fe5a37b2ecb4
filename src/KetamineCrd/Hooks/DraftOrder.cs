using System.Text.Json;

namespace KetamineCrd.Hooks;

/// <summary>One resource of <c>context.draftOrders</c>.</summary>
/// <param name="IsJudged">False for an order that is context only: at order-select, one that is not among the selections.</param>
public readonly record struct DraftOrder(JsonElement Json, JsonElement FullUrl, bool IsJudged);
