using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks Update Coverage Records: the whole Coverage of the call, corrected (crd.md section 9).</summary>
internal static class CoverageRecordChecker
{
    public static void Check(JsonElement action, string path, Examination exam)
    {
        exam.Require(Text(action, "type") == "update", $"{path}.type", "update (CRD 2.2.1 section 9, Update Coverage Records)");
        var coverage = Member(action, "resource");
        var reference = ReferenceTo(coverage);
        var sent = exam.Call.AtHand(reference);
        if (sent.ValueKind == JsonValueKind.Undefined)
        {
            exam.Require(holds: false, $"{path}.resource", "the Coverage of the call (CRD 2.2.1 section 9, Update Coverage Records)");
            return;
        }

        exam.RequireFirstUpdate(reference!, path);
        foreach (var member in Members(sent))
        {
            exam.Require(Has(coverage, member.Name), $"{path}.resource.{member.Name}", "the whole corrected Coverage (CDS Hooks 2.0)");
        }

        exam.Require(
            JsonElement.DeepEquals(OrNull(sent, "beneficiary"), OrNull(coverage, "beneficiary")), $"{path}.resource.beneficiary", "the beneficiary is not changed");
        exam.Require(!JsonElement.DeepEquals(sent, coverage), $"{path}.resource", "an update changes something");
    }

    private static JsonElement OrNull(JsonElement json, string member) => Has(json, member) ? Member(json, member) : JsonElement.Parse("null");
}
