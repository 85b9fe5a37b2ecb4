using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Responses;

/// <summary>A card as a reader sees it.</summary>
internal sealed record RenderedCard(CardSituation Situation, OrderDetermination Determination, JsonElement Card)
{
    public string Summary => Card.GetProperty("summary").GetString()!;

    public string Detail => Card.GetProperty("detail").GetString()!;

    public string SourceUrl => Card.GetProperty("source").TryGetProperty("url", out var url) ? url.GetString()! : "none";

    public IReadOnlyList<(string Label, string Url)> Links =>
        [.. Card.GetProperty("links").EnumerateArray().Select(l => (l.GetProperty("label").GetString()!, l.GetProperty("url").GetString()!))];

    public int Words => Detail.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    public CardKind Kind => CardKinds.Of(Determination.Determination)!.Value;

    public string Rule => Determination.Determination.DecidingRule?.Id ?? "";
}
