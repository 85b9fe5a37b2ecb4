using System.Globalization;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Clients;

/// <summary>One client's settings, read key by key; what is wrong is told with its key.</summary>
/// <param name="settings">The entry of the section <c>Clients</c>, or a file of <c>Crd:ClientsPath</c>.</param>
/// <param name="report">Gets a key below the entry, and what was expected there.</param>
internal sealed class ClientEntry(IConfiguration settings, Action<string, string> report)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(string key)
    {
        _known.Add(key);
        return settings[key] is { Length: > 0 } text ? text : null;
    }

    public IEnumerable<(string Key, string Value)> Texts(string key)
    {
        _known.Add(key);
        var section = settings.GetSection(key);
        var items = section.GetChildren().ToArray();
        if (section.Value is { Length: > 0 } || (section.Value is not null && items.Length == 0))
        {
            Report(key, "must be a list that is not empty; left out, it stands for its default");
        }

        return items.Select(child => ($"{key}:{child.Key}", child.Value ?? ""));
    }

    public bool Flag(string key)
    {
        if (Text(key) is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var flag))
        {
            Report(key, "must be true or false");
        }

        return flag;
    }

    /// <summary>Null when the key is absent.</summary>
    /// <param name="least">The shortest, inclusive.</param>
    /// <param name="most">The longest, inclusive.</param>
    public TimeSpan? Duration(string key, string least, string most)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var invariant = CultureInfo.InvariantCulture;
        if (TimeSpan.TryParseExact(text, "c", invariant, out var time) && time >= TimeSpan.Parse(least, invariant) && time <= TimeSpan.Parse(most, invariant))
        {
            return time;
        }

        Report(key, $"must be a time from {least} to {most}, as hours:minutes:seconds");
        return null;
    }

    public int Number(string key, int most, int otherwise)
    {
        _known.Add(key);
        _known.Add(key.Split(':')[0]);
        if (settings[key] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        Report(key, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 1 to {most}"));
        return otherwise;
    }

    /// <summary>The values of a list that are among these; the others are told of.</summary>
    /// <param name="otherwise">When the list is absent.</param>
    public IReadOnlyList<string> OneOf(string key, IEnumerable<string> names, IReadOnlyList<string> otherwise)
    {
        var allowed = names.ToArray();
        var values = Texts(key).ToArray();
        foreach (var (place, _) in values.Where(v => !allowed.Contains(v.Value, StringComparer.Ordinal)))
        {
            Report(place, $"must be one of {string.Join(", ", allowed)}");
        }

        return values.Length > 0 ? [.. values.Select(v => v.Value)] : otherwise;
    }

    /// <summary>The part below a key as JSON.</summary>
    public JsonNode? Json(string key)
    {
        _known.Add(key);
        return Json(settings.GetSection(key));
    }

    public void Report(string key, string expected) => report(key, expected);

    /// <summary>Tells of the keys that nothing has asked for: misspelt, they would leave a guard off.</summary>
    public void ReportUnknown()
    {
        // What stands below a list, or in a JWK Set, is no setting of its own.
        var withSettings = _known.Where(k => k.Contains(':', StringComparison.Ordinal)).Select(k => k.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var keys = settings.GetChildren().SelectMany(c => withSettings.Contains(c.Key) ? c.GetChildren().Select(g => $"{c.Key}:{g.Key}") : [c.Key]);
        foreach (var key in keys.Where(k => !_known.Contains(k)))
        {
            Report(key, $"is not known; the keys of a client are {string.Join(", ", _known.Except(withSettings, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}");
        }
    }

    private static JsonNode? Json(IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        return children switch
        {
            [] => section.Value is { } text ? JsonValue.Create(text) : null,
            _ when Array.TrueForAll(children, c => int.TryParse(c.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)) => new JsonArray([.. children.Select(Json)]),
            _ => new JsonObject(children.Select(c => KeyValuePair.Create(c.Key, Json(c)))),
        };
    }
}
