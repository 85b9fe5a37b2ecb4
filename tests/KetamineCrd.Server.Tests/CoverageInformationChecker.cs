using System.Globalization;
using System.Text.Json;
using static KetamineCrd.Server.Tests.ResponseChecker;

namespace KetamineCrd.Server.Tests;

/// <summary>Checks one <c>ext-coverage-information</c>: cardinalities, types, codes and invariants of CRD 2.2.1.</summary>
internal static class CoverageInformationChecker
{
    private const string ReasonSystem = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp";
    private const string DetailSystem = "http://terminology.hl7.org/CodeSystem/crd-coverage-detail";

    // Sub-url: least, most (0 is any number), value type, codes.
    private static readonly Dictionary<string, (int Least, int Most, string Type, string[] Codes)> Parts = new(StringComparer.Ordinal)
    {
        ["coverage"] = (1, 1, "valueReference", []),
        ["covered"] = (1, 1, "valueCode", ["covered", "not-covered", "conditional", "indeterminate"]),
        ["pa-needed"] = (0, 1, "valueCode", ["no-auth", "auth-needed", "performpa", "satisfied", "conditional", "indeterminate"]),
        ["doc-needed"] = (0, 0, "valueCode", ["clinical", "admin", "patient", "conditional", "indeterminate"]),
        ["doc-purpose"] = (0, 0, "valueCode", ["withpa", "withclaim", "withorder", "retain-doc", "OTH"]),
        ["info-needed"] = (0, 0, "valueCode", ["performer", "location", "timeframe", "contract-window", "detail-code", "OTH"]),
        ["billingCode"] = (0, 0, "valueCoding", []),
        ["reason"] = (0, 0, "valueCodeableConcept", []),
        ["detail"] = (0, 0, "", []),
        ["dependency"] = (0, 0, "valueReference", []),
        ["questionnaire"] = (0, 0, "valueCanonical", []),
        ["date"] = (1, 1, "valueDate", []),
        ["coverage-assertion-id"] = (1, 1, "valueString", []),
        ["satisfied-pa-id"] = (0, 1, "valueString", []),
        ["contact"] = (0, 0, "valueContactDetail", []),
        ["expiry-date"] = (0, 1, "valueDate", []),
    };

    private static readonly string[] ReasonCodes =
        ["gold-card", "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network", "technical"];

    public static string? CoverageOf(JsonElement statement) => Text(Values(statement, "coverage").FirstOrDefault(), "reference");

    public static void Check(JsonElement statement, string path, List<string> problems)
    {
        Require(Text(statement, "url") == CoverageInformationPart.Url, path, "what is added is ext-coverage-information (CRD 2.2.1 resp-37)", problems);
        Require(!statement.EnumerateObject().Any(m => m.Name.StartsWith("value", StringComparison.Ordinal)), path, "no value of its own", problems);
        foreach (var part in Sub(statement))
        {
            CheckPart(part, $"{path}.{Text(part, "url")}", problems);
        }

        foreach (var (url, (least, most, _, _)) in Parts)
        {
            var count = Sub(statement).Count(p => Text(p, "url") == url);
            Require(count >= least && (most == 0 || count <= most), $"{path}.{url}", $"{least}..{(most == 0 ? "*" : most)}, not {count}", problems);
        }

        CheckValues(statement, path, problems);
        CheckInvariants(statement, path, problems);
    }

    private static JsonElement[] Sub(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("extension", out var parts) ? [.. parts.EnumerateArray()] : [];

    private static IEnumerable<JsonElement> Values(JsonElement statement, string url) =>
        Sub(statement)
            .Where(p => Text(p, "url") == url)
            .SelectMany(p => p.EnumerateObject())
            .Where(m => m.Name.StartsWith("value", StringComparison.Ordinal))
            .Select(m => m.Value);

    private static string[] Codes(JsonElement statement, string url) => [.. Values(statement, url).Select(v => v.GetString() ?? "")];

    private static void CheckPart(JsonElement part, string path, List<string> problems)
    {
        if (!Parts.TryGetValue(Text(part, "url") ?? "", out var rule))
        {
            problems.Add($"{path}: no part of coverage information in CRD 2.2.1");
            return;
        }

        var members = part.EnumerateObject().Where(m => m.Name != "url").ToArray();
        if (rule.Type.Length == 0)
        {
            CheckDetail(part, path, problems);
            return;
        }

        Require(members is [{ } only] && only.Name == rule.Type, path, $"one {rule.Type}", problems);
        if (rule.Codes.Length > 0)
        {
            Require(rule.Codes.Contains(Text(part, rule.Type)), path, $"one of {string.Join(", ", rule.Codes)}", problems);
        }
    }

    private static void CheckDetail(JsonElement detail, string path, List<string> problems)
    {
        var category = Codes(detail, "category");
        Require(category is ["cat-limitation" or "cat-decisional" or "cat-other"], $"{path}.category", "1..1, a code of coverageDetailCategories", problems);
        var values = Sub(detail).Where(p => Text(p, "url") == "value").ToArray();
        Require(values.Length == 1, $"{path}.value", "1..1", problems);
        Require(Sub(detail).Count(p => Text(p, "url") == "qualification") <= 1, $"{path}.qualification", "0..1", problems);
        var code = Values(detail, "code").ToArray();
        Require(code.Length == 1, $"{path}.code", "1..1", problems);
        foreach (var coding in code.SelectMany(c => c.GetProperty("coding").EnumerateArray()).Where(c => Text(c, "code") == "policy-link"))
        {
            Require(Text(coding, "system") == DetailSystem, $"{path}.code", DetailSystem, problems);
            Require(category is ["cat-other"], $"{path}.category", "policy-link is cat-other", problems);
            Require(
                values is [var value] && Uri.TryCreate(Text(value, "valueUrl"), UriKind.Absolute, out _), $"{path}.value", "policy-link is an absolute valueUrl", problems);
        }
    }

    private static void CheckValues(JsonElement statement, string path, List<string> problems)
    {
        var covered = Codes(statement, "covered").FirstOrDefault();
        var reference = CoverageOf(statement);

        // CRD 2.2.1 resp-43 asks for an answer even when the Coverage itself cannot be read; nothing can be referred to then.
        Require(
            reference?.Split('/') is [.., "Coverage", { Length: > 0 }] || (reference is null && covered == "indeterminate"), $"{path}.coverage", "refers to a Coverage", problems);
        foreach (var url in new[] { "date", "expiry-date" })
        {
            foreach (var value in Values(statement, url))
            {
                Require(
                    DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), $"{path}.{url}", "a whole date", problems);
            }
        }

        foreach (var reason in Values(statement, "reason"))
        {
            Require(!string.IsNullOrWhiteSpace(Text(reason, "text")), $"{path}.reason", "always has text (q7)", problems);
            foreach (var coding in reason.TryGetProperty("coding", out var codings) ? codings.EnumerateArray().ToArray() : [])
            {
                Require(Text(coding, "system") == ReasonSystem && ReasonCodes.Contains(Text(coding, "code")), $"{path}.reason", "a code of coverageAssertionReasons", problems);
            }
        }
    }

    private static void CheckInvariants(JsonElement statement, string path, List<string> problems)
    {
        var covered = Codes(statement, "covered").FirstOrDefault();
        var authorization = Codes(statement, "pa-needed").FirstOrDefault();
        var documentation = Codes(statement, "doc-needed");
        var needs = Codes(statement, "info-needed");
        var hasReason = Values(statement, "reason").Any();
        string?[] answers = [covered, authorization, .. documentation];
        Require(!Values(statement, "questionnaire").Any() || documentation.Length > 0, path, "q1: a questionnaire only with doc-needed", problems);
        Require(covered != "not-covered" || authorization is null, path, "q2: not covered has no pa-needed", problems);
        Require(!answers.Contains("conditional") || needs.Length > 0, path, "q3: conditional has info-needed", problems);
        Require(needs.Length == 0 || answers.Contains("conditional"), path, "q3: info-needed only where something is conditional", problems);
        Require(
            !Codes(statement, "doc-purpose").Contains("withpa") || (covered != "not-covered" && authorization is not ("satisfied" or "no-auth")),
            path, "q4: no documents for an authorization that is not needed", problems);
        Require(Values(statement, "satisfied-pa-id").Any() == (authorization == "satisfied"), path, "q5: satisfied-pa-id goes with satisfied", problems);
        Require(!needs.Contains("OTH") || hasReason, path, "q6: OTH has a reason", problems);
        Require(Codes(statement, "doc-purpose").Length == 0 || hasReason, path, "q8: doc-purpose has a reason", problems);
        Require(!answers.Contains("indeterminate") || hasReason, path, "q9: indeterminate has a reason", problems);
    }
}
