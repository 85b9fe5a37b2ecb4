using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>Turns the texts of a call into marks, each its own, that are known again wherever they come out.</summary>
internal static class Canary
{
    public const string Mark = "Canary";

    // Texts that must work for the call to be read and judged.
    private static readonly string[] KeptMembers =
        ["resourceType", "hook", "system", "code", "status", "intent", "type", "url", "start", "event", "fhirServer", "token_type", "access_token"];

    private static readonly string[] KeptTexts = ["Intravenous ketamine infusion", "Excellus BlueCross BlueShield"];

    /// <summary>True when it holds a mark, or the access token that EHRs ask for.</summary>
    public static bool IsIn(string text) =>
        text.Contains(Mark, StringComparison.OrdinalIgnoreCase) || text.Contains(Given.AccessToken, StringComparison.Ordinal);

    /// <summary>Marks every text that the answer does not turn on. Ids are marked too, and references follow them.</summary>
    public static JsonObject InFacts(JsonObject json) => Mask(json, (name, text) =>
        KeptMembers.Contains(name, StringComparer.Ordinal) || KeptTexts.Contains(text, StringComparer.Ordinal) ? text
        : name is "id" or "patientId" or "encounterId" ? $"{Mark}-{text}"
        : name == "fullUrl" ? text.Insert(text.LastIndexOf('/') + 1, $"{Mark}-")
        : text.Split('/') is [{ Length: > 0 } type, { Length: > 0 } id] && char.IsAsciiLetterUpper(type[0]) ? $"{type}/{Mark}-{id}"
        : null);

    /// <summary>Marks every text there is.</summary>
    public static JsonObject InEveryText(JsonObject json) => Mask(json, (_, _) => null);

    /// <summary>Marks as <see cref="InFacts"/> does, and gives every object members whose names are marks.</summary>
    public static JsonObject InNames(JsonObject json)
    {
        var masked = InFacts(json);
        var number = 0;
        foreach (var each in Objects(masked).ToArray())
        {
            each[$"{Mark}-name-{++number}"] = new JsonObject { [$"{Mark}-name-{++number}"] = $"{Mark}-under-a-name-{number}" };
        }

        return masked;
    }

    private static JsonObject Mask(JsonObject json, Func<string, string, string?> keep)
    {
        var number = 0;
        var masked = json.DeepClone().AsObject();
        Mask("", masked);
        return masked;

        JsonNode? Mask(string name, JsonNode? node)
        {
            if (node is JsonArray array)
            {
                for (var i = 0; i < array.Count; i++)
                {
                    Put(array[i], Mask(name, array[i]), value => array[i] = value);
                }
            }
            else if (node is JsonObject members)
            {
                foreach (var (member, value) in members.ToArray())
                {
                    Put(value, Mask(member, value), replacement => members[member] = replacement);
                }
            }
            else if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            {
                return keep(name, (string)value!) ?? $"{Mark}-{++number}";
            }

            return node;
        }
    }

    private static void Put(JsonNode? before, JsonNode? after, Action<JsonNode?> put)
    {
        if (!ReferenceEquals(before, after))
        {
            put(after);
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Objects(m.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };
}
