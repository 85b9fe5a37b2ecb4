using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>Changes a body as its number says, in the parsed JSON or in the bytes; the same number always makes the same change.</summary>
internal static class Mutation
{
    // JsonNode cannot hold these, so they are put into the text.
    private static readonly (string Mark, string Json)[] Raw =
    [
        ("mark-surrogate", "\\ud800"), ("mark-huge", "1e999999"), ("mark-digits", new string('9', 400)), ("mark-nan", "NaN"), ("mark-minus", "-0.0e-400"),
        ("mark-nul", "\\u0000"), ("mark-escape", "\\u001b[31m"),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "\"\"", "[]", "{}", "\"x\"", "\"Patient/1\"", "\"#x\"", "[[]]", "[null]", "{ \"a\": null }", "{ \"\": { \"__proto__\": [] } }",
        "\"{{context.patientId}}\"", "99999999999", "\"2026-13-45\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"MedicationRequest/1/_history/2\"", "\"urn:uuid:x\"", "\"http://[\"",
        "\"ketamine\"", "{ \"resourceType\": \"Bundle\", \"entry\": [ { } , 1 ] }", "{ \"reference\": \"#\" }", "\"mark-surrogate\"", "\"mark-huge\"", "\"mark-digits\"", "\"mark-nan\"",
        "\"mark-minus\"", "\"mark-nul\"", "\"mark-escape\"",
    ];

    private static readonly byte[][] Insertions =
    [
        "\0"u8.ToArray(), "\""u8.ToArray(), "{"u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), "\\"u8.ToArray(), "\\ud800"u8.ToArray(), [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xFF], [0xEF, 0xBB, 0xBF],
        "\r\n"u8.ToArray(), "NaN"u8.ToArray(), "\"hook\":1,"u8.ToArray(), "/**/"u8.ToArray(),
    ];

    public static byte[] Apply(byte[] body, int number)
    {
        var random = new Random(number);
        return random.Next(3) == 0 ? ChangeBytes(body, random) : ChangeTree(body, random) ?? ChangeBytes(body, random);
    }

    /// <summary>Every member and item, those of an object or array before those within them.</summary>
    public static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(m => Places(m.Value).Prepend((json, m.Key))),
        JsonArray array => array.SelectMany((item, i) => Places(item).Prepend((array, i))),
        _ => [],
    };

    public static JsonNode? ValueAt(JsonNode parent, object key) => parent is JsonObject json ? json[(string)key] : parent[(int)key];

    /// <summary>Sets a member or an item; a member without a value goes away.</summary>
    public static void Put(JsonNode parent, object key, JsonNode? value)
    {
        if (parent is not JsonObject json)
        {
            parent[(int)key] = value;
            return;
        }

        _ = json.Remove((string)key);
        if (value is not null)
        {
            json[(string)key] = value;
        }
    }

    // Null for a body that is no tree any more.
    private static byte[]? ChangeTree(byte[] body, Random random)
    {
        try
        {
            var root = JsonNode.Parse(body);
            (JsonNode Parent, object Key)[] places = [.. Places(root)];
            if (places.Length == 0)
            {
                return null;
            }

            var (parent, key) = places[random.Next(places.Length)];
            var (otherParent, otherKey) = places[random.Next(places.Length)];
            Put(parent, key, Change(ValueAt(parent, key), ValueAt(otherParent, otherKey), random));
            var text = root!.ToJsonString();
            foreach (var (mark, json) in Raw)
            {
                var isText = json.StartsWith('\\');
                text = text.Replace(isText ? mark : $"\"{mark}\"", json, StringComparison.Ordinal);
            }

            return Encoding.UTF8.GetBytes(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonNode? Change(JsonNode? value, JsonNode? other, Random random) => random.Next(9) switch
    {
        0 or 1 => JsonNode.Parse(Values[random.Next(Values.Length)]),
        2 => new JsonArray(value?.DeepClone()),
        3 => new JsonObject { ["x"] = value?.DeepClone() },
        4 => other?.DeepClone(),
        5 => Nested(value, random.Next(1, 80)),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(2, 60)).Select(_ => value?.DeepClone())]),
        7 => JsonValue.Create(string.Concat(Enumerable.Repeat("chronic pain, not ketamine; ", random.Next(1, 400)))),
        _ => null,
    };

    private static JsonNode? Nested(JsonNode? value, int depth)
    {
        var nested = value?.DeepClone();
        for (var i = 0; i < depth; i++)
        {
            nested = i % 2 == 0 ? new JsonArray(nested) : new JsonObject { ["item"] = nested };
        }

        return nested;
    }

    private static byte[] ChangeBytes(byte[] body, Random random)
    {
        var at = random.Next(body.Length + 1);
        var length = random.Next(Math.Min(60, body.Length - at) + 1);
        return random.Next(8) switch
        {
            0 => body[..at],
            1 => [.. body[..at], .. Insertions[random.Next(Insertions.Length)], .. body[at..]],
            2 => [.. body[..at], .. body[(at + length)..]],
            3 => [.. body[..at], .. body[at..(at + length)], .. body[at..]],
            4 => [.. body, .. body],
            5 => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))],
            6 => Encoding.UTF8.GetBytes(WithMemberTwice(Encoding.UTF8.GetString(body), random)),
            _ => [.. body[..at], (byte)random.Next(256), .. body[Math.Min(at + 1, body.Length)..]],
        };
    }

    // The text from one comma to the next stands twice: mostly a member, or a few of them.
    private static string WithMemberTwice(string text, Random random)
    {
        var from = text.IndexOf(',', random.Next(text.Length + 1));
        var to = from < 0 ? -1 : text.IndexOf(',', from + 1);
        return to < 0 ? text : text.Insert(to, text[from..to]);
    }
}
