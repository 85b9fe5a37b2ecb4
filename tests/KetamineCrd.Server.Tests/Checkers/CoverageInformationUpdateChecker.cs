using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks one system action that puts coverage information on a resource of the call (CRD 2.2.1 resp-26 to resp-37, resp-47).</summary>
internal static class CoverageInformationUpdateChecker
{
    private static readonly string[] Types =
    [
        "Appointment", "CommunicationRequest", "DeviceRequest", "Encounter", "MedicationRequest", "NutritionOrder", "ServiceRequest", "VisionPrescription",
    ];

    public static void Check(JsonElement action, string path, Examination exam)
    {
        exam.Require(Text(action, "type") == "update", $"{path}.type", "update (CRD 2.2.1 section 9, Coverage Information)");
        exam.Require(!exam.Call.IsSwitchedOff("coverage-info"), path, "the client switched coverage-info off (CRD 2.2.1 resp-28)");
        var resource = Member(action, "resource");
        var reference = ReferenceTo(resource) ?? "";
        if (exam.Call.AppointmentsWithOrder.Contains(reference))
        {
            exam.Require(holds: false, $"{path}.resource", "the ServiceRequest that the Appointment is based on is updated instead (CRD 2.2.1 section 5)");
            return;
        }

        if (!exam.Call.Targets.TryGetValue(reference, out var sent))
        {
            exam.Require(holds: false, $"{path}.resource", "not a resource that the call is about (CRD 2.2.1 resp-29)");
            return;
        }

        exam.Require(Types.Contains(Text(resource, "resourceType")), $"{path}.resource", "a type that takes coverage information (CRD 2.2.1 resp-47)");
        exam.RequireFirstUpdate(reference, path);
        CheckUnchanged(sent, resource, $"{path}.resource", exam);
    }

    // CRD 2.2.1 resp-37: only the extension may change. Texts are compared, so that 0.50 stays 0.50.
    private static void CheckUnchanged(JsonElement sent, JsonElement resource, string path, Examination exam)
    {
        static IEnumerable<string> Others(JsonElement json) =>
            Members(json).Where(m => m.Name != "extension").Select(m => $"{m.Name}: {m.Value.GetRawText()}");

        exam.Require(Others(sent).SequenceEqual(Others(resource), StringComparer.Ordinal), path, "every member but extension comes back as sent (CRD 2.2.1 resp-37)");
        var before = Items(sent, "extension");
        var after = Items(resource, "extension");
        var texts = before.Select(e => e.GetRawText()).ToHashSet(StringComparer.Ordinal);
        var added = after.Where(e => !texts.Contains(e.GetRawText())).ToArray();
        var at = $"{path}.extension";
        exam.Require(added.Length > 0, at, "an update adds a statement that was not there yet (CRD 2.2.1 resp-35)");
        exam.Require(
            after.Select(e => e.GetRawText()).GroupBy(t => t, StringComparer.Ordinal).All(g => g.Count() <= Math.Max(1, before.Count(e => e.GetRawText() == g.Key))), at,
            "no statement twice (CRD 2.2.1 resp-35)");
        foreach (var statement in added)
        {
            CoverageInformationChecker.Check(statement, at, exam);
        }

        if (added.Length > 0)
        {
            CheckSet(before, after, added, at, exam);
        }
    }

    // The payer's statements about one coverage are replaced as a set; those about others stay (crd.md section 10), but for those of this server that
    // only said that it could not tell.
    private static void CheckSet(JsonElement[] before, JsonElement[] after, JsonElement[] added, string path, Examination exam)
    {
        var coverages = added.Select(CoverageInformationChecker.CoverageOf).Distinct(StringComparer.Ordinal).ToArray();
        bool IsOwn(JsonElement e) => Text(e, "url") == CoverageInformationPart.Url && coverages.Contains(CoverageInformationChecker.CoverageOf(e), StringComparer.Ordinal);
        foreach (var ofCoverage in after.Where(IsOwn).GroupBy(CoverageInformationChecker.CoverageOf, StringComparer.Ordinal))
        {
            exam.Require(
                ofCoverage.Select(CoverageInformationChecker.AssertionIdOf).Distinct(StringComparer.Ordinal).Count() == 1, path,
                "one coverage-assertion-id for one order and coverage (crd.md section 10)");
        }

        exam.Require(
            before.Where(e => !IsOwn(e) && !CouldNotTell(e)).Select(e => e.GetRawText())
                .SequenceEqual(after.Where(e => !IsOwn(e)).Select(e => e.GetRawText()), StringComparer.Ordinal), path,
            "other extensions, and statements about other coverages, stay as sent (CRD 2.2.1 resp-37)");
        foreach (var statement in after.Where(e => Text(e, "url") == CoverageInformationPart.Url))
        {
            exam.RequireOneCoverage(CoverageInformationChecker.AssertionIdOf(statement), CoverageInformationChecker.CoverageOf(statement), $"{path}.coverage-assertion-id");
            exam.RequireOneCoverage(CoverageInformationChecker.AuthorizationIdOf(statement), CoverageInformationChecker.CoverageOf(statement), $"{path}.satisfied-pa-id");
        }
    }

    private static bool CouldNotTell(JsonElement extension) =>
        Text(extension, "url") == CoverageInformationPart.Url
        && CoverageInformationChecker.AssertionIdOf(extension)?.StartsWith("KCRD-", StringComparison.Ordinal) is true
        && (CoverageInformationChecker.CoverageOf(extension) is null || CoverageInformationChecker.IsIndeterminate(extension));
}
