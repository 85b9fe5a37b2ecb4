using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.Bodies;

/// <summary>How large the parts of a body, or of an answer of a FHIR server, may be: far above what EHRs send, so that none costs more to read than its bytes make plausible.</summary>
internal static class JsonLimits
{
    // Of the parser, for each value, name and end: 12 bytes in an array that doubles.
    private const int BytesOfRow = 18;

    private const int Small = 64 * 1024;

    /// <summary>How a body is parsed.</summary>
    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = CallLimits.MostDepth };

    /// <summary>What the parser takes beside the text, at most; of a small text, what it usually takes.</summary>
    public static long ParsedBytes(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= Small)
        {
            return 2L * utf8.Length;
        }

        // Every value follows a comma or begins something; whatever begins has an end, and every name a colon.
        long begun = utf8.Count((byte)'[') + utf8.Count((byte)'{');
        var rows = 1 + utf8.Count((byte)',') + (2 * begun) + utf8.Count((byte)':');
        return BytesOfRow * rows;
    }

    /// <summary>What is too large; null when nothing is.</summary>
    /// <exception cref="JsonException">The body is not JSON, or too deep.</exception>
    public static HookIssue? Check(ReadOnlySpan<byte> utf8)
    {
        // Too many items need as many commas, and too many values or too long a text as many bytes: hardly any body is read twice.
        if (utf8.Length <= CallLimits.MostValues && utf8.Count((byte)',') < CallLimits.MostItems)
        {
            return null;
        }

        Span<Level> levels = stackalloc Level[CallLimits.MostDepth + 2];
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = CallLimits.MostDepth });
        var values = 0;
        while (reader.Read())
        {
            var depth = reader.CurrentDepth;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                continue;
            }

            if (reader.ValueSpan.Length > CallLimits.MostTextBytes)
            {
                return Issue("too-long", utf8, levels[..(depth + 1)], $"At most {CallLimits.MostTextBytes:N0} bytes were expected in one text.");
            }

            ref var level = ref levels[depth];
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                level.NameStart = (int)reader.TokenStartIndex + 1;
                level.NameLength = reader.ValueSpan.Length;
                continue;
            }

            if (++level.Items > CallLimits.MostItems)
            {
                return Issue("too-costly", utf8, levels[..depth], $"At most {CallLimits.MostItems:N0} items were expected in one array, and as many members in one object.");
            }

            if (++values > CallLimits.MostValues)
            {
                return Issue("too-costly", utf8, levels[..(depth + 1)], $"At most {CallLimits.MostValues:N0} values were expected in one body.");
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                levels[depth + 1] = default;
            }
        }

        return null;
    }

    private static HookIssue Issue(string code, ReadOnlySpan<byte> utf8, ReadOnlySpan<Level> levels, string expected)
    {
        var path = new StringBuilder();
        foreach (var level in levels.Length > 0 ? levels[1..] : levels)
        {
            if (level.NameLength > 0)
            {
                path.Append(path.Length > 0 ? "." : "").Append(MemberName.InPath(Encoding.UTF8.GetString(utf8.Slice(level.NameStart, level.NameLength))));
            }
            else
            {
                path.Append('[').Append(level.Items - 1).Append(']');
            }
        }

        return new HookIssue(HookIssueKind.Invalid, code, path.ToString(), expected);
    }

    // How many values came at a depth since its object or array began, and in an object the name of the last.
    private struct Level
    {
        public int Items;
        public int NameStart;
        public int NameLength;
    }
}
