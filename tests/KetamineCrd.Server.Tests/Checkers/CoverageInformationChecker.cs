using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks one <c>ext-coverage-information</c>: cardinalities, types, codes and invariants (crd.md section 10).</summary>
internal static partial class CoverageInformationChecker
{
    /// <summary><c>Type/id</c>, whatever the base.</summary>
    public static string? CoverageOf(JsonElement statement) => Local(Values(statement, "coverage").FirstOrDefault());

    public static string? AssertionIdOf(JsonElement statement) => Text(Values(statement, "coverage-assertion-id").FirstOrDefault());

    public static string? AuthorizationIdOf(JsonElement statement) => Text(Values(statement, "satisfied-pa-id").FirstOrDefault());

    public static bool IsIndeterminate(JsonElement statement) => Codes(statement, "covered") is ["indeterminate"];

    /// <summary>A canonical <c>url|version</c>.</summary>
    public static bool IsVersioned(string? canonical) => canonical is not null && Canonical().IsMatch(canonical);

    public static void Check(JsonElement statement, string path, Examination exam)
    {
        exam.Require(Text(statement, "url") == CoverageInformationPart.Url, path, "what is added is ext-coverage-information (CRD 2.2.1 resp-37)");
        CheckParts(statement, "", path, exam);
        foreach (var detail in Sub(statement).Where(p => Text(p, "url") == "detail"))
        {
            CheckParts(detail, "detail.", $"{path}.detail", exam);
            CheckDetail(detail, $"{path}.detail", exam);
        }

        CheckReferences(statement, path, exam);
        CheckValues(statement, path, exam);
        CheckInvariants(statement, path, exam);
        CheckMoment(statement, path, exam);
    }

    private static bool IsPublished(JsonElement coding, Examination exam) =>
        !exam.Dialect.Is20 && Text(coding, "system") == "http://terminology.hl7.org/CodeSystem/v3-ActReason" && Text(coding, "code") == "gold-card";

    private static JsonElement[] Sub(JsonElement json) => Items(json, "extension");

    private static IEnumerable<JsonElement> Values(JsonElement statement, string url) =>
        Sub(statement)
            .Where(p => Text(p, "url") == url)
            .SelectMany(Members)
            .Where(m => m.Name.StartsWith("value", StringComparison.Ordinal))
            .Select(m => m.Value);

    private static string[] Codes(JsonElement statement, string url) => [.. Values(statement, url).Select(v => Text(v) ?? "")];

    // Each part is known, stands as often as it may, and has one value of its type; a complex one has parts and no value.
    private static void CheckParts(JsonElement extension, string prefix, string path, Examination exam)
    {
        exam.Require(
            Members(extension).All(m => m.Name is "url" or "extension" or "id"), path, "no value of its own, only parts (FHIR R4 ext-1)");
        var rules = exam.Dialect.Parts
            .Where(p => prefix.Length == 0 ? !p.Url.Contains('.') : p.Url.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(p => p.Url[prefix.Length..], StringComparer.Ordinal);
        foreach (var part in Sub(extension))
        {
            var at = $"{path}.{Text(part, "url")}";
            if (!rules.TryGetValue(Text(part, "url") ?? "", out var rule))
            {
                exam.Require(holds: false, at, $"no part of coverage information in CRD {exam.Dialect.Version}");
                continue;
            }

            if (rule.Types.Length == 0)
            {
                continue;
            }

            var value = Members(part).Where(m => m.Name is not ("url" or "id")).ToArray();
            exam.Require(value is [{ } only] && rule.ValueMembers.Contains(only.Name, StringComparer.Ordinal), at, $"one value: {string.Join(" or ", rule.ValueMembers)}");
            exam.Require(rule.Codes.Length == 0 || value.All(v => rule.Codes.Contains(Text(v.Value))), at, $"one of {string.Join(", ", rule.Codes)}");
        }

        foreach (var rule in rules)
        {
            var count = Sub(extension).Count(p => Text(p, "url") == rule.Key);
            exam.Require(count >= rule.Value.Least && !(count > rule.Value.Most), $"{path}.{rule.Key}", $"{rule.Value.Least}..{rule.Value.Most?.ToString(CultureInfo.InvariantCulture) ?? "*"}, not {count}");
        }
    }

    private static void CheckDetail(JsonElement detail, string path, Examination exam)
    {
        var concept = Values(detail, "code").FirstOrDefault();
        var category = Codes(detail, "category").FirstOrDefault();
        var part = Sub(detail).FirstOrDefault(p => Text(p, "url") == "value");
        exam.Require(Items(concept, "coding").Length > 0 || Text(concept, "text") is not null, $"{path}.code", "a coding, or text where no code fits");
        foreach (var coding in Items(concept, "coding"))
        {
            if (exam.Dialect.DetailCodes.FirstOrDefault(c => IsCoding(coding, exam.Dialect.DetailSystem, c.Code)) is not { } known)
            {
                exam.Require(holds: false, $"{path}.code", $"a code of {exam.Dialect.DetailSystem} in CRD {exam.Dialect.Version}");
                continue;
            }

            exam.Require(Has(part, known.Value), $"{path}.value", $"{known.Code} has {known.Value}");
            exam.Require(known.Category is null || category == known.Category, $"{path}.category", $"{known.Code} is {known.Category}");
            if (known.Code.EndsWith("-copay", StringComparison.Ordinal))
            {
                exam.Require(Text(Member(part, known.Value), "code") == "%" || Text(Member(part, known.Value), "unit") == "%", $"{path}.value", "a copay is in %");
            }
        }

        CheckDetailValue(part, $"{path}.value", exam);
    }

    private static void CheckDetailValue(JsonElement part, string path, Examination exam)
    {
        exam.Require(!Has(part, "valueUrl") || IsWebAddress(Text(part, "valueUrl")), path, "an absolute valueUrl");
        exam.Require(!Has(part, "valueBoolean") || Member(part, "valueBoolean").ValueKind is JsonValueKind.True or JsonValueKind.False, path, "true or false");
        if (Member(part, "valueQuantity") is { ValueKind: JsonValueKind.Object } quantity)
        {
            exam.Require(Member(quantity, "value").ValueKind == JsonValueKind.Number, path, "a Quantity with a value");
            exam.Require(exam.Dialect.Is20 || !Has(quantity, "comparator"), path, "SimpleQuantity: no comparator (CRD 2.2.1)");
        }

        if (Member(part, "valuePeriod") is { ValueKind: JsonValueKind.Object } period)
        {
            var (start, end) = (Text(period, "start"), Text(period, "end"));
            exam.Require(start is not null || end is not null, path, "a Period with a start or an end");
            exam.Require(start is null || end is null || string.CompareOrdinal(start[..Math.Min(10, start.Length)], end) <= 0, path, "a Period ends after it starts (FHIR R4 per-1)");
        }
    }

    private static void CheckReferences(JsonElement statement, string path, Examination exam)
    {
        var coverage = CoverageOf(statement);

        // CRD 2.2.1 resp-43 asks for an answer even when the Coverage itself cannot be read; nothing can be referred to then.
        var none = coverage is null && Text(Values(statement, "coverage").FirstOrDefault(), "reference") is null;
        exam.Require(
            coverage?.StartsWith("Coverage/", StringComparison.Ordinal) is true || (none && Codes(statement, "covered") is ["indeterminate"]), $"{path}.coverage",
            "refers to a Coverage");
        exam.Require(
            none || !exam.Call.Coverages.Any() || exam.Call.Coverages.Contains(coverage, StringComparer.Ordinal)
            || (IsIndeterminate(statement) && exam.Call.NamedCoverages.Contains(coverage, StringComparer.Ordinal)), $"{path}.coverage",
            "a Coverage of the call; one that could not be read is one that an order names");
        exam.Require(
            Values(statement, "dependency").All(d => exam.Dialect.DependencyTypes.Contains(Local(d)?.Split('/')[0], StringComparer.Ordinal)), $"{path}.dependency", "refers to another order");
        exam.Require(Values(statement, "questionnaire").All(q => IsVersioned(Text(q))), $"{path}.questionnaire", "a canonical url|version");
        exam.Require(
            Values(statement, "response").All(r => Local(r)?.StartsWith("QuestionnaireResponse/", StringComparison.Ordinal) is true), $"{path}.response",
            "refers to a QuestionnaireResponse");
    }

    private static void CheckValues(JsonElement statement, string path, Examination exam)
    {
        foreach (var url in new[] { "date", "expiry-date" })
        {
            exam.Require(Values(statement, url).All(v => IsDate(Text(v))), $"{path}.{url}", "a whole date");
        }

        exam.Require(
            Codes(statement, "expiry-date").All(e => string.CompareOrdinal(e, Codes(statement, "date").FirstOrDefault()) >= 0), $"{path}.expiry-date", "not before the date");
        exam.Require(
            Values(statement, "coverage-assertion-id").Concat(Values(statement, "satisfied-pa-id")).All(v => !string.IsNullOrWhiteSpace(Text(v))), path, "ids are not empty");
        exam.Require(Values(statement, "billingCode").All(c => Text(c, "system") is not null && Text(c, "code") is not null), $"{path}.billingCode", "system and code");
        foreach (var reason in Values(statement, "reason"))
        {
            var codings = Items(reason, "coding");
            exam.Require(
                !string.IsNullOrWhiteSpace(Text(reason, "text")) || (exam.Dialect.Is20 && codings.Length > 0), $"{path}.reason", "always has text (q7)");
            exam.Require(
                codings.Where(c => !IsPublished(c, exam)).All(c =>
                    Text(c, "system") == CrdDialect.Temporary && exam.Dialect.ReasonCodes.Contains(Text(c, "code"), StringComparer.Ordinal)), $"{path}.reason",
                "a code of coverageAssertionReasons");
            exam.Require(
                !codings.Any(c => IsPublished(c, exam)) || codings.Any(c => Text(c, "system") == CrdDialect.Temporary && Text(c, "code") == "gold-card"), $"{path}.reason",
                "a code of v3-ActReason stands beside the one of the guide (prof-15)");
        }

        foreach (var contact in Values(statement, "contact"))
        {
            var points = exam.Dialect.Is20 ? [contact] : Items(contact, "telecom");
            exam.Require(points.All(p => Text(p, "system") is not null && Text(p, "value") is not null), $"{path}.contact", "a ContactPoint has system and value");
            exam.Require(points.Length > 0 || Text(contact, "name") is not null, $"{path}.contact", "a name or a telecom");
        }
    }

    // crd.md section 10, in the intent that its table gives.
    private static void CheckInvariants(JsonElement statement, string path, Examination exam)
    {
        var covered = Codes(statement, "covered").FirstOrDefault();
        var authorization = Codes(statement, "pa-needed").FirstOrDefault();
        var documentation = Codes(statement, "doc-needed");
        var purposes = Codes(statement, "doc-purpose");
        var needs = Codes(statement, "info-needed");
        var hasReason = Values(statement, "reason").Any();
        string?[] answers = [covered, authorization, .. documentation];
        exam.Require(
            documentation.Length > 0 || !Sub(statement).Any(p => Text(p, "url") is "questionnaire" or "response"), path, "q1: a questionnaire only with doc-needed");
        exam.Require(covered != "not-covered" || authorization is null, path, "q2: not covered has no pa-needed");
        exam.Require(needs.Length == 0 || answers.Contains("conditional"), path, "q3: info-needed only where something is conditional");
        exam.Require(
            !purposes.Contains("withpa") || (covered != "not-covered" && authorization is not ("satisfied" or "no-auth")), path, "q4: no documents for an authorization that is not needed");
        exam.Require(Values(statement, "satisfied-pa-id").Any() == (authorization == "satisfied"), path, "q5: satisfied-pa-id goes with satisfied");
        if (exam.Dialect.Is20)
        {
            // The expression as published in 2.0.1; its wording is the line above.
            exam.Require(covered == "not-covered" || authorization is not null, path, "q2: pa-needed is required unless not covered (CRD 2.0.1)");
            return;
        }

        exam.Require(!answers.Contains("conditional") || needs.Length > 0, path, "q3: conditional has info-needed");
        exam.Require(!needs.Contains("OTH") || hasReason, path, "q6: OTH has a reason");
        exam.Require(purposes.Length == 0 || hasReason, path, "q8: doc-purpose has a reason");
        exam.Require(!answers.Contains("indeterminate") || hasReason, path, "q9: indeterminate has a reason");
    }

    private static void CheckMoment(JsonElement statement, string path, Examination exam)
    {
        exam.Require(
            !exam.Call.IsSecondary || !Codes(statement, "doc-needed").Any(c => c is "clinical" or "admin" or "both"), $"{path}.doc-needed",
            "nobody is asked for documents on a secondary hook (CRD 2.2.1 hook-19)");

        // 2.0.1 does not know this option.
        exam.Require(
            exam.Dialect.Is20 || !exam.Call.IsSwitchedOff("unsolicited-determ") || !Codes(statement, "pa-needed").Contains("satisfied"), $"{path}.pa-needed",
            "no authorization that was not asked for: the client switched unsolicited-determ off (CRD 2.2.1 dev-5)");
    }

    private static bool IsDate(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^https?://[^|\s]+\|[^|\s]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Canonical();
}
