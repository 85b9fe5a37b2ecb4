using System.Text.Json;
using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests;

/// <summary>Checks any answer of the server against the rules of CDS Hooks 2.0 and CRD 2.2.1, knowing nothing of how it is made.</summary>
internal static partial class ResponseChecker
{
    private const string CardTypeSystem = "http://terminology.hl7.org/CodeSystem/cdshooks-card-type";

    // CRD 2.2.1 ValueSet/cardType without coverage-info and its child: coverage information is never a card (resp-25).
    private static readonly string[] CardTypes =
    [
        "claim", "insurance", "limits", "network", "appropriate-use", "cost", "therapy-alternatives-opt", "therapy-alternatives-req",
        "clinical-reminder", "duplicate-therapy", "contraindication", "guideline", "off-guideline",
    ];

    private static readonly string[] CardMembers =
        ["extension", "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links"];

    /// <summary>Every broken rule, with its place; empty when all hold.</summary>
    public static IReadOnlyList<string> Check(string request, string response)
    {
        var problems = new List<string>();
        using var call = JsonDocument.Parse(request);
        using var answer = JsonDocument.Parse(response, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var orders = Orders(call.RootElement);
        var root = answer.RootElement;
        CheckEmpty(root, "", problems);
        foreach (var member in root.EnumerateObject())
        {
            Require(member.Name is "cards" or "systemActions", member.Name, "CDS Hooks 2.0: an answer has cards and systemActions", problems);
        }

        if (!root.TryGetProperty("cards", out var cards) || cards.ValueKind != JsonValueKind.Array)
        {
            problems.Add("cards: required, an array (CDS Hooks 2.0)");
            return problems;
        }

        var uuids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, card) in cards.EnumerateArray().Index())
        {
            CheckCard(card, $"cards[{index}]", orders, uuids, problems);
        }

        if (root.TryGetProperty("systemActions", out var actions))
        {
            var updated = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (index, action) in actions.EnumerateArray().Index())
            {
                CheckAction(action, $"systemActions[{index}]", orders, updated, problems);
            }
        }

        return problems;
    }

    internal static void Require(bool holds, string path, string rule, List<string> problems)
    {
        if (!holds)
        {
            problems.Add($"{path}: {rule}");
        }
    }

    internal static string? Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Dictionary<string, JsonElement> Orders(JsonElement call)
    {
        var orders = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in call.GetProperty("context").GetProperty("draftOrders").GetProperty("entry").EnumerateArray())
        {
            if (entry.TryGetProperty("resource", out var resource) && Text(resource, "id") is { } id)
            {
                orders.TryAdd($"{Text(resource, "resourceType")}/{id}", resource);
            }
        }

        return orders;
    }

    // CDS Hooks 2.0 "Use of JSON": no null, nothing empty, but for cards. What the client wrote in its order is its own affair.
    private static void CheckEmpty(JsonElement json, string path, List<string> problems)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                problems.Add($"{path}: null (CDS Hooks 2.0, Use of JSON)");
                break;
            case JsonValueKind.String:
                Require(!string.IsNullOrWhiteSpace(json.GetString()), path, "empty text (CDS Hooks 2.0, Use of JSON)", problems);
                break;
            case JsonValueKind.Array:
                Require(path == "cards" || json.GetArrayLength() > 0, path, "empty array (CDS Hooks 2.0, Use of JSON)", problems);
                foreach (var (index, item) in json.EnumerateArray().Index())
                {
                    CheckEmpty(item, $"{path}[{index}]", problems);
                }

                break;
            case JsonValueKind.Object:
                Require(json.EnumerateObject().Any(), path, "empty object (CDS Hooks 2.0, Use of JSON)", problems);
                foreach (var member in json.EnumerateObject().Where(m => m.Name != "resource"))
                {
                    CheckEmpty(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", problems);
                }

                break;
            default:
                break;
        }
    }

    private static void CheckCard(JsonElement card, string path, Dictionary<string, JsonElement> orders, HashSet<string> uuids, List<string> problems)
    {
        foreach (var member in card.EnumerateObject())
        {
            Require(CardMembers.Contains(member.Name), $"{path}.{member.Name}", "no member of a card (CDS Hooks 2.0)", problems);
        }

        var uuid = Text(card, "uuid");
        Require(uuid is not null && Guid.TryParseExact(uuid, "D", out _), $"{path}.uuid", "a bare UUID is required (CRD 2.2.1 resp-13)", problems);
        Require(uuid is not null && uuids.Add(uuid), $"{path}.uuid", "each card has its own (CDS Hooks 2.0)", problems);
        Require(Text(card, "summary") is { Length: > 0 and < 140 }, $"{path}.summary", "1 to 139 characters (CDS Hooks 2.0)", problems);
        Require(Text(card, "summary")?.Contains('\n') is not true, $"{path}.summary", "one sentence, one line (CDS Hooks 2.0)", problems);
        Require(Text(card, "indicator") is "info" or "warning", $"{path}.indicator", "info or warning; critical only for clinical harm (CRD 2.2.1 resp-1)", problems);
        Require(!Html().IsMatch(Text(card, "detail") ?? ""), $"{path}.detail", "Markdown without HTML (CDS Hooks 2.0)", problems);
        var source = card.TryGetProperty("source", out var found) ? found : default;
        Require(!string.IsNullOrWhiteSpace(Text(source, "label")), $"{path}.source.label", "required (CRD 2.2.1 resp-4)", problems);
        var topic = source.ValueKind == JsonValueKind.Object && source.TryGetProperty("topic", out var coding) ? coding : default;
        Require(Text(topic, "system") == CardTypeSystem, $"{path}.source.topic.system", $"{CardTypeSystem} (CRD 2.2.1 resp-5)", problems);
        Require(CardTypes.Contains(Text(topic, "code")), $"{path}.source.topic.code", "a card type other than coverage information (CRD 2.2.1 resp-5, resp-25)", problems);
        CheckParts(card, path, orders, problems);
    }

    private static void CheckParts(JsonElement card, string path, Dictionary<string, JsonElement> orders, List<string> problems)
    {
        var hasLinks = card.TryGetProperty("links", out var links);
        Require(hasLinks || Text(card, "detail") is not null, path, "links (External Reference, resp-18) or detail (Instructions) is required", problems);
        foreach (var (index, link) in hasLinks ? links.EnumerateArray().Index() : [])
        {
            var at = $"{path}.links[{index}]";
            Require(Text(link, "label") is not null, $"{at}.label", "required (CDS Hooks 2.0)", problems);
            Require(Text(link, "type") == "absolute", $"{at}.type", "absolute (CRD 2.2.1 resp-19)", problems);
            Require(
                Uri.TryCreate(Text(link, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https", $"{at}.url", "an absolute web address (CDS Hooks 2.0)", problems);
            Require(!link.TryGetProperty("appContext", out _), $"{at}.appContext", "not on an absolute link (CDS Hooks 2.0)", problems);
        }

        Require(!card.TryGetProperty("suggestions", out _) || Text(card, "selectionBehavior") is "at-most-one" or "any", $"{path}.selectionBehavior", "required with suggestions", problems);
        foreach (var (index, reason) in card.TryGetProperty("overrideReasons", out var reasons) ? reasons.EnumerateArray().Index() : [])
        {
            var at = $"{path}.overrideReasons[{index}]";
            Require(Text(reason, "system") is not null && Text(reason, "code") is not null && Text(reason, "display") is not null, at, "system, code and display (CDS Hooks 2.0)", problems);
        }

        if (card.TryGetProperty("extension", out var extension) && extension.TryGetProperty("davinci-crd.associated-resource", out var associated))
        {
            foreach (var item in associated.EnumerateArray())
            {
                Require(Text(item, "reference") is { } reference && orders.ContainsKey(reference), $"{path}.extension", "associated resources are draft orders (CRD 2.2.1 dev-25)", problems);
            }
        }
    }

    private static void CheckAction(JsonElement action, string path, Dictionary<string, JsonElement> orders, HashSet<string> updated, List<string> problems)
    {
        Require(Text(action, "type") == "update", $"{path}.type", "update (CRD 2.2.1 §9 Coverage Information)", problems);
        Require(!string.IsNullOrWhiteSpace(Text(action, "description")), $"{path}.description", "required (CDS Hooks 2.0)", problems);
        Require(!action.TryGetProperty("resourceId", out _), $"{path}.resourceId", "not on an update (CRD 2.2.1 §9)", problems);
        var resource = action.GetProperty("resource");
        var reference = $"{Text(resource, "resourceType")}/{Text(resource, "id")}";
        if (!orders.TryGetValue(reference, out var order))
        {
            problems.Add($"{path}.resource: not a draft order of the call (CRD 2.2.1 resp-29)");
            return;
        }

        Require(updated.Add(reference), path, "one action for one order (CRD 2.2.1 resp-29)", problems);
        CheckUnchanged(order, resource, $"{path}.resource", problems);
    }

    // CRD 2.2.1 resp-37: only the extension may change. Texts are compared, so that 0.50 stays 0.50.
    private static void CheckUnchanged(JsonElement order, JsonElement resource, string path, List<string> problems)
    {
        static string[] Others(JsonElement json) =>
            [.. json.EnumerateObject().Where(m => m.Name != "extension").Select(m => $"{m.Name}: {m.Value.GetRawText()}")];

        Require(Others(order).SequenceEqual(Others(resource), StringComparer.Ordinal), path, "every member but extension comes back as sent (CRD 2.2.1 resp-37)", problems);
        var sent = order.TryGetProperty("extension", out var before) ? before.EnumerateArray().ToArray() : [];
        var back = resource.TryGetProperty("extension", out var after) ? after.EnumerateArray().ToArray() : [];
        var sentTexts = sent.Select(e => e.GetRawText()).ToArray();
        var added = back.Where(e => !sentTexts.Contains(e.GetRawText())).ToArray();
        if (added is not [var statement])
        {
            problems.Add($"{path}.extension: exactly one statement is added, not {added.Length}");
            return;
        }

        CoverageInformationChecker.Check(statement, $"{path}.extension", problems);
        var coverage = CoverageInformationChecker.CoverageOf(statement);
        var kept = sent
            .Where(e => Text(e, "url") != CoverageInformationPart.Url || CoverageInformationChecker.CoverageOf(e) != coverage)
            .Select(e => e.GetRawText());
        Require(
            kept.SequenceEqual(back.Select(e => e.GetRawText()).Where(e => e != statement.GetRawText()), StringComparer.Ordinal), $"{path}.extension",
            "other extensions, and statements about other coverages, stay as sent (CRD 2.2.1 resp-37)", problems);
    }

    [GeneratedRegex("<[A-Za-z/!]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Html();
}
