using System.Text.Json;

namespace KetamineCrd.Tests.Responses;

/// <summary>
/// The rules of ext-coverage-information 2.2.1, written from the specification (crd.md section 10): the table of sub-extensions with
/// cardinalities and value types, the required codes, and the invariants crd-ci-q1 to q9 by their intent.
/// </summary>
internal static class CoverageInformationRules
{
    private static readonly Dictionary<string, (int Least, int Most, string Value)> Parts = new(StringComparer.Ordinal)
    {
        ["coverage"] = (1, 1, "valueReference"),
        ["covered"] = (1, 1, "valueCode"),
        ["pa-needed"] = (0, 1, "valueCode"),
        ["doc-needed"] = (0, int.MaxValue, "valueCode"),
        ["doc-purpose"] = (0, int.MaxValue, "valueCode"),
        ["info-needed"] = (0, int.MaxValue, "valueCode"),
        ["billingCode"] = (0, int.MaxValue, "valueCoding"),
        ["reason"] = (0, int.MaxValue, "valueCodeableConcept"),
        ["detail"] = (0, int.MaxValue, "extension"),
        ["dependency"] = (0, int.MaxValue, "valueReference"),
        ["questionnaire"] = (0, int.MaxValue, "valueCanonical"),
        ["date"] = (1, 1, "valueDate"),
        ["coverage-assertion-id"] = (1, 1, "valueString"),
        ["satisfied-pa-id"] = (0, 1, "valueString"),
        ["contact"] = (0, int.MaxValue, "valueContactDetail"),
        ["expiry-date"] = (0, 1, "valueDate"),
    };

    private static readonly Dictionary<string, string[]> Codes = new(StringComparer.Ordinal)
    {
        ["covered"] = ["covered", "not-covered", "conditional", "indeterminate"],
        ["pa-needed"] = ["no-auth", "auth-needed", "performpa", "satisfied", "conditional", "indeterminate"],
        ["doc-needed"] = ["clinical", "admin", "patient", "conditional", "indeterminate"],
        ["doc-purpose"] = ["withpa", "withclaim", "withorder", "retain-doc", "OTH"],
        ["info-needed"] = ["performer", "location", "timeframe", "contract-window", "detail-code", "OTH"],
    };

    private static readonly string[] Reasons = ["gold-card", "no-member-found", "no-active-coverage", "coverage-not-found", "auth-out-network", "technical"];
    private static readonly string[] Categories = ["cat-limitation", "cat-decisional", "cat-other"];
    private static readonly string[] DetailValues = ["valueBoolean", "valueString", "valueUrl", "valueQuantity", "valuePeriod"];

    /// <summary>What the statement breaks; empty when it is as it must be.</summary>
    public static IReadOnlyList<string> Violations(JsonElement extension)
    {
        var broken = new List<string>();
        Check("url", extension.GetProperty("url").GetString() == Given.CoverageInformationUrl);
        Check("members", Names(extension).SequenceEqual(["extension", "url"], StringComparer.Ordinal));
        var parts = extension.GetProperty("extension").EnumerateArray().ToLookup(p => p.GetProperty("url").GetString()!, StringComparer.Ordinal);
        foreach (var part in parts)
        {
            Check($"{part.Key}: unknown", Parts.ContainsKey(part.Key));
        }

        foreach (var (url, (least, most, value)) in Parts)
        {
            Check($"{url}: cardinality", parts[url].Count() >= least && parts[url].Count() <= most);
            Check($"{url}: value", parts[url].All(p => Names(p).SequenceEqual(new[] { "url", value }.Order(StringComparer.Ordinal), StringComparer.Ordinal)));
        }

        if (broken.Count > 0)
        {
            return broken;
        }

        foreach (var (url, codes) in Codes)
        {
            Check($"{url}: code", Values(url).All(c => codes.Contains(c, StringComparer.Ordinal)));
        }

        Check("coverage: reference", parts["coverage"].All(p => p.GetProperty("valueReference").TryGetProperty("reference", out var r) && r.GetString()!.Contains("Coverage/", StringComparison.Ordinal)));
        Check("date", parts["date"].All(p => DateOnly.TryParseExact(p.GetProperty("valueDate").GetString(), "yyyy-MM-dd", null, System.Globalization.DateTimeStyles.None, out _)));
        Check("coverage-assertion-id: empty", parts["coverage-assertion-id"].All(p => p.GetProperty("valueString").GetString()!.Length > 0));
        foreach (var reason in parts["reason"].Select(p => p.GetProperty("valueCodeableConcept")))
        {
            Check("q7", reason.TryGetProperty("text", out var text) && text.GetString()!.Length > 0);
            foreach (var coding in reason.TryGetProperty("coding", out var codings) ? codings.EnumerateArray().ToArray() : [])
            {
                Check(
                    "reason: code",
                    (coding.GetProperty("system").GetString(), coding.GetProperty("code").GetString()) == ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "gold-card") // prof-15
                        || (coding.GetProperty("system").GetString() == "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp"
                            && Reasons.Contains(coding.GetProperty("code").GetString(), StringComparer.Ordinal)));
            }
        }

        foreach (var detail in parts["detail"])
        {
            CheckDetail(detail.GetProperty("extension").EnumerateArray().ToLookup(p => p.GetProperty("url").GetString()!, StringComparer.Ordinal), Check);
        }

        var covered = Values("covered").Single();
        var authorization = Values("pa-needed").SingleOrDefault();
        string?[] states = [covered, authorization, .. Values("doc-needed")];
        Check("q1", !parts.Contains("questionnaire") || parts.Contains("doc-needed"));
        Check("q2", covered != "not-covered" || authorization is null);
        Check("q3", states.Contains("conditional", StringComparer.Ordinal) == parts.Contains("info-needed"));
        Check("q4", !(authorization is "satisfied" or "no-auth" || covered == "not-covered") || !Values("doc-purpose").Contains("withpa", StringComparer.Ordinal));
        Check("q5", parts.Contains("satisfied-pa-id") == (authorization == "satisfied"));
        Check("q6", !Values("info-needed").Contains("OTH", StringComparer.Ordinal) || parts.Contains("reason"));
        Check("q8", !parts.Contains("doc-purpose") || parts.Contains("reason"));
        Check("q9", !states.Contains("indeterminate", StringComparer.Ordinal) || parts.Contains("reason"));
        return broken;

        IEnumerable<string> Values(string url) => parts[url].Select(p => p.GetProperty("valueCode").GetString()!);

        void Check(string rule, bool holds)
        {
            if (!holds)
            {
                broken.Add(rule);
            }
        }
    }

    private static void CheckDetail(ILookup<string, JsonElement> parts, Action<string, bool> check)
    {
        check("detail: parts", parts.All(p => p.Key is "category" or "code" or "value" or "qualification" && p.Count() == 1));
        check("detail: required", parts.Contains("category") && parts.Contains("code") && parts.Contains("value"));
        check("detail: category", parts["category"].All(p => Categories.Contains(p.GetProperty("valueCode").GetString(), StringComparer.Ordinal)));
        check("detail: code", parts["code"].All(p =>
            p.GetProperty("valueCodeableConcept").GetProperty("coding")[0].GetProperty("system").GetString() == "http://terminology.hl7.org/CodeSystem/crd-coverage-detail"));
        check("detail: value", parts["value"].All(p => Names(p).Any(n => DetailValues.Contains(n, StringComparer.Ordinal))));

        // "policy-link† (url)" is of category other.
        foreach (var code in parts["code"].Select(p => p.GetProperty("valueCodeableConcept").GetProperty("coding")[0].GetProperty("code").GetString()))
        {
            check(
                "detail: policy-link",
                code != "policy-link"
                || (parts["category"].Single().GetProperty("valueCode").GetString() == "cat-other"
                    && parts["value"].Single().TryGetProperty("valueUrl", out var url) && Uri.IsWellFormedUriString(url.GetString(), UriKind.Absolute)));
        }
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
