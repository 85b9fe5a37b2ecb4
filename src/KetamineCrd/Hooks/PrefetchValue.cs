using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Hooks;

/// <summary>Reads the values under the keys of <c>prefetch</c>. Clients also send keys of their own naming.</summary>
public static class PrefetchValue
{
    /// <summary>What one value says about its query.</summary>
    public static PrefetchAnswer Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => PrefetchAnswer.NothingFound,
        JsonValueKind.Array => ReadArray(value),
        JsonValueKind.Object => ReadResource(value),
        _ => PrefetchAnswer.Absent,
    };

    /// <summary>
    /// What was said about the patient's coverages: under <c>coverage</c>, else under a key that is named for them, such as
    /// <c>Coverage</c> or <c>coverageBundle</c>.
    /// </summary>
    public static PrefetchAnswer OfCoverage(JsonElement prefetch)
    {
        var answer = ReadCoverage(prefetch.Member("coverage"u8));
        if (answer != PrefetchAnswer.Absent || prefetch.ValueKind != JsonValueKind.Object)
        {
            return answer;
        }

        foreach (var member in prefetch.EnumerateObject())
        {
            if (IsNamedForCoverage(MemberName.Of(member)) && ReadCoverage(member.Value) is var other && other != PrefetchAnswer.Absent
                && (answer is PrefetchAnswer.Absent or PrefetchAnswer.Failed || other == PrefetchAnswer.Found))
            {
                answer = other;
            }
        }

        return answer;
    }

    /// <summary>True for <c>coverage</c>, <c>Coverage</c>, <c>coverages</c>, <c>coverageBundle</c>, <c>patient_coverage</c>; false for <c>coverageEligibility</c>.</summary>
    public static bool IsNamedForCoverage(string key)
    {
        var name = key.AsSpan();
        name = name.EndsWith("Bundle", StringComparison.OrdinalIgnoreCase) ? name[..^"Bundle".Length] : name;
        return name.TrimEnd("_-").TrimEnd("sS").EndsWith("coverage", StringComparison.OrdinalIgnoreCase);
    }

    // A single resource of another type is no answer to a search for coverages.
    private static PrefetchAnswer ReadCoverage(JsonElement value)
    {
        var answer = Read(value);
        return answer == PrefetchAnswer.Found && value.ValueKind == JsonValueKind.Object
            && !new Resource(value).Is("Bundle"u8) && !new Resource(value).Is("Coverage"u8)
            ? PrefetchAnswer.Absent
            : answer;
    }

    private static PrefetchAnswer ReadArray(JsonElement array)
    {
        var answer = array.GetArrayLength() == 0 ? PrefetchAnswer.NothingFound : PrefetchAnswer.Absent;
        foreach (var item in array.EnumerateArray())
        {
            answer = ReadResource(item) is var one && one > answer ? one : answer;
        }

        return answer;
    }

    private static PrefetchAnswer ReadResource(JsonElement json)
    {
        var resource = new Resource(json);
        if (!resource.Is("Bundle"u8))
        {
            return resource.Is("OperationOutcome"u8) ? PrefetchAnswer.Failed : resource.Type is null ? PrefetchAnswer.Absent : PrefetchAnswer.Found;
        }

        var answer = PrefetchAnswer.NothingFound;
        foreach (var item in new Bundle(json).Entries)
        {
            var entry = new Resource(new BundleEntry(item).Resource);
            if (entry.Is("OperationOutcome"u8) || item.Member("search"u8).HasText("mode"u8, "outcome"u8))
            {
                answer = answer == PrefetchAnswer.NothingFound && !IsOnlyRemark(entry.Json) ? PrefetchAnswer.Failed : answer;
            }
            else if (entry.Type is not null)
            {
                answer = PrefetchAnswer.Found;
            }
        }

        return answer;
    }

    // A search may also carry remarks about itself (FHIR R4, "Bundle.entry.search.mode"): they are no failure.
    private static bool IsOnlyRemark(JsonElement outcome)
    {
        var issues = outcome.Items("issue"u8);
        foreach (var issue in issues)
        {
            if (!issue.HasText("severity"u8, "information"u8) && !issue.HasText("severity"u8, "warning"u8))
            {
                return false;
            }
        }

        return issues.Count > 0;
    }
}
