using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>Finds the coverages that an order's <c>insurance</c> names.</summary>
/// <remarks>
/// A literal counts by type and id whatever its base, as prefetch is the client's own data; a bare id is that of a Coverage. A contained Coverage, and
/// a reference by identifier only, stand for a Coverage at hand that has the id, the identifier or the member number: neither can be read. A display
/// alone names nothing, and a reference to something else than a Coverage (FHIR R4 admits a ClaimResponse) is no matter here. Nothing is read while
/// a search for coverages is still to come, which mostly brings what the order names.
/// </remarks>
internal static class InsuranceReader
{
    /// <summary>The references that may be to a Coverage, as the order has them.</summary>
    public static List<string> Literals(Resource order)
    {
        var literals = new List<string>();
        HashSet<string>? known = null;
        foreach (var item in new Order(order.Json).Insurance)
        {
            if (Literal(new Reference(item)) is { } literal && (literals.Count == 0 || (known ??= new HashSet<string>(literals, StringComparer.Ordinal)).Add(literal)))
            {
                literals.Add(literal);
            }
        }

        return literals;
    }

    /// <summary>Notes what is to be read, without a look at the coverages at hand.</summary>
    public static void Need(Resource order, IReadOnlyList<string> literals, CallReading call)
    {
        foreach (var literal in literals)
        {
            _ = TryResolve(literal, order, call, out _);
        }
    }

    /// <param name="order">The order.</param>
    /// <param name="literals">Its references.</param>
    /// <param name="call">The call; what is to be read is noted in it, and counts as unreadable until then.</param>
    /// <param name="coverages">The patient's coverages.</param>
    public static IReadOnlyList<NamedCoverage> Read(Resource order, IReadOnlyList<string> literals, CallReading call, IReadOnlyList<CoverageFacts> coverages)
    {
        var named = new List<NamedCoverage>();
        foreach (var literal in literals)
        {
            AddLiteral(literal, order, call, coverages, named);
        }

        foreach (var item in new Order(order.Json).Insurance)
        {
            var reference = new Reference(item);
            if (reference.Literal is null && reference.Identifier.Value is not null)
            {
                AddMatching(null, c => HasIdentifier(c, reference.Identifier), call, coverages, named);
            }
        }

        return named;
    }

    private static void AddLiteral(string literal, Resource order, CallReading call, IReadOnlyList<CoverageFacts> coverages, List<NamedCoverage> named)
    {
        if (PlainReference.OfType(literal) is { } relative && coverages.Any(c => c.Reference == relative))
        {
            named.Add(new NamedCoverage(literal, relative, IsUnreadable: false));
        }
        else if (!TryResolve(literal, order, call, out var json))
        {
            named.Add(new NamedCoverage(literal, null, call.CanOrCouldRead(literal)));
        }
        else if (!new Resource(json).Is("Coverage"u8))
        {
            return;
        }
        else if (literal.StartsWith('#'))
        {
            AddMatching(literal, c => IsCopy(json, c), call, coverages, named);
        }
        else
        {
            // One that is at hand and not among the patient's own, another patient's for instance, leaves nothing to answer under.
            var reference = new Resource(json).Reference;
            named.Add(new NamedCoverage(literal, coverages.Any(c => c.Reference == reference) ? reference : null, IsUnreadable: false));
        }
    }

    private static bool TryResolve(string literal, Resource order, CallReading call, out JsonElement coverage) =>
        call.AwaitsCoverages ? call.IsAtHand(literal, order, out coverage) : call.TryResolve(literal, order, out coverage);

    // "cov-1" is the id of a Coverage; "ClaimResponse/1" is none.
    private static string? Literal(Reference reference) => reference.Literal switch
    {
        null => null,
        var bare when PlainReference.IsId(bare) => $"Coverage/{bare}",
        var literal when PlainReference.OfType(literal) is { } relative && !relative.StartsWith("Coverage/", StringComparison.Ordinal) => null,
        var literal => literal,
    };

    private static void AddMatching(
        string? literal, Func<JsonElement, bool> isMeant, CallReading call, IReadOnlyList<CoverageFacts> coverages, List<NamedCoverage> named)
    {
        var before = named.Count;
        foreach (var json in call.Coverages)
        {
            if (call.Spend(1) && new Resource(json).Reference is { } reference && coverages.Any(c => c.Reference == reference) && isMeant(json))
            {
                named.Add(new NamedCoverage(literal, reference, IsUnreadable: false));
            }
        }

        if (named.Count == before)
        {
            named.Add(new NamedCoverage(literal, null, IsUnreadable: false));
        }
    }

    private static bool IsCopy(JsonElement contained, JsonElement atHand)
    {
        var copy = new Coverage(contained);
        if (new Resource(contained).Id is { } id && id == new Resource(atHand).Id)
        {
            return true;
        }

        foreach (var item in copy.Identifiers)
        {
            if (HasIdentifier(atHand, new Identifier(item)))
            {
                return true;
            }
        }

        return copy.SubscriberId is { } member && member == new Coverage(atHand).SubscriberId;
    }

    private static bool HasIdentifier(JsonElement atHand, Identifier identifier)
    {
        if (identifier.Value?.Trim() is not { Length: > 0 } value)
        {
            return false;
        }

        var coverage = new Coverage(atHand);
        foreach (var item in coverage.Identifiers)
        {
            var own = new Identifier(item);
            if (own.Value?.Trim() == value && (own.System is null || identifier.System is null || own.System == identifier.System))
            {
                return true;
            }
        }

        return coverage.SubscriberId?.Trim() == value;
    }
}
