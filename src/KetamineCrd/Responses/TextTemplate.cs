using System.Text;

namespace KetamineCrd.Responses;

/// <summary>A text with named placeholders, <c>{{name}}</c>, and no logic. Parsed and checked once.</summary>
public sealed class TextTemplate
{
    private readonly (string Literal, string? Placeholder)[] _parts;

    private TextTemplate((string, string?)[] parts) => _parts = parts;

    /// <summary>Parses; reports each placeholder that is not <paramref name="known"/> or not closed.</summary>
    public static TextTemplate Parse(string text, IReadOnlySet<string> known, Action<string> report)
    {
        var parts = new List<(string, string?)>();
        var from = 0;
        while (text.IndexOf("{{", from, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                report("A placeholder is not closed.");
                break;
            }

            var name = text[(open + 2)..close].Trim();
            if (!known.Contains(name))
            {
                report($"The placeholder '{{{{{name}}}}}' is not known here. Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }

            parts.Add((text[from..open], name));
            from = close + 2;
        }

        parts.Add((text[from..], null));
        return new TextTemplate([.. parts]);
    }

    /// <summary>The text filled in; empty when it has placeholders and all of them are, so that a paragraph about nothing goes away.</summary>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        var (placeholders, filled) = (0, 0);
        foreach (var (literal, placeholder) in _parts)
        {
            text.Append(literal);
            if (placeholder is not null)
            {
                placeholders++;
                if (values.GetValueOrDefault(placeholder) is { Length: > 0 } value)
                {
                    filled++;
                    text.Append(value);
                }
            }
        }

        return placeholders > 0 && filled == 0 ? "" : text.ToString();
    }
}
