using System.Globalization;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;

namespace KetamineCrd.Responses;

/// <summary>Tells the orders of one card apart by what was understood of them, never by a text that somebody typed.</summary>
internal sealed class OrderLabels
{
    // The first fact that differs for every order is enough.
    private static readonly Func<OrderFacts, string>[] Facts =
    [
        order => order.Drug is DrugFact.Named named ? $"of {named.Drug.Title.ToLowerInvariant()}" : "",
        order => $"for {order.ServiceDate.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture)}",
        order => order.Indications is [{ Recognised: { } reason }] ? $"for {LowerStart(reason.Title)}" : "",
        order => order.Route is { IsKnown: true } route ? "by route: " + LowerStart(route.Concepts[0].Title) : "",
    ];

    private readonly Dictionary<OrderDetermination, string> _labels = new(ReferenceEqualityComparer.Instance);

    public OrderLabels(IReadOnlyList<OrderDetermination> orders)
    {
        // One order needs nothing to be told from.
        if (orders.Count == 1)
        {
            _labels[orders[0]] = "";
            return;
        }

        var telling = Facts
            .Select(fact => orders.Select(o => fact(o.Order)).ToArray())
            .FirstOrDefault(said => said.All(s => s.Length > 0) && said.Distinct(StringComparer.Ordinal).Count() == said.Length);
        AreByPlace = telling is null;
        foreach (var (i, order) in orders.Index())
        {
            _labels[order] = telling?[i] ?? $"order {i + 1} of {orders.Count}";
        }
    }

    /// <summary>Nothing that is said of all orders is another for each.</summary>
    public bool AreByPlace { get; }

    /// <summary>By the drug, the day, the reason or the route, whichever is said of all orders and is another for each; else by their place.</summary>
    public string this[OrderDetermination order] => _labels[order];

    /// <summary>With a capital, for the start of a sentence.</summary>
    public static string AsStart(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // "IV push" stays as it is.
    private static string LowerStart(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
