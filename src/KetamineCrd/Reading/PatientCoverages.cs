using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>Finds the patient's coverages: those that were sent, under whatever prefetch key, else those that a search finds.</summary>
internal static class PatientCoverages
{
    /// <summary>Reads them all. Without any, <paramref name="source"/> says why, and a search is noted where it can help.</summary>
    public static List<CoverageFacts> Read(CallReading call, PayerRegistry payers, out CoverageSource source)
    {
        var coverages = new List<CoverageFacts>();
        var own = OfThePatient(call);
        if (own.Count > CallLimits.MostCoverages)
        {
            call.Refusal ??= HookIssue.TooCostly("prefetch.coverage", $"At most {CallLimits.MostCoverages} coverages of the patient were expected.");
            source = CoverageSource.Unreadable;
            return [];
        }

        // No more than that many: a look at each costs less than a set.
        foreach (var resource in own)
        {
            if (CoverageReader.Read(new SentResource(resource), call, payers) is { } facts && coverages.TrueForAll(c => c.Reference != facts.Reference))
            {
                coverages.Add(facts);
            }
        }

        PrefetchedPages.NeedCoverages(call);
        source = coverages.Count > 0 ? CoverageSource.Found : NoneBecause(call);
        return coverages;
    }

    /// <summary>Notes the search, or the rest of one, without a look at what is at hand: the payer waits until the drug is known.</summary>
    public static void Need(CallReading call)
    {
        PrefetchedPages.NeedCoverages(call);
        if (call.OfType("Coverage"u8).Count == 0)
        {
            _ = NoneBecause(call);
        }
    }

    // A Coverage that is surely another patient's is left out, unless there is no other: then the ids are what is wrong.
    private static IReadOnlyList<JsonElement> OfThePatient(CallReading call)
    {
        var all = call.OfType("Coverage"u8);
        if (all.Count < 2)
        {
            return all;
        }

        List<JsonElement> own = [.. all.Where(c => !AnotherPatient.Is(new Coverage(c).Beneficiary, call))];
        return own.Count > 0 ? own : all;
    }

    private static CoverageSource NoneBecause(CallReading call)
    {
        var search = ActiveCoverages.SearchOf(call.Request.PatientId);
        var answer = PrefetchValue.OfCoverage(call.Request.Prefetch);
        if (call.WasRead(search))
        {
            return CoverageSource.None;
        }

        // The client looked: its answer counts, and its failed search is not repeated (CDS Hooks 2.0, "Prefetch Template").
        if (answer != PrefetchAnswer.Absent)
        {
            return answer == PrefetchAnswer.Failed || PrefetchedPages.LackCoverages(call) ? CoverageSource.Unreadable : CoverageSource.None;
        }

        // What else the text may be, a search would not take for one id: a comma means "or" there, and a prefetch token was left unfilled.
        if (!PlainReference.IsId(call.Request.PatientId))
        {
            return CoverageSource.Unobtainable;
        }

        if (call.MayRead(search))
        {
            call.NeedRead(search);
            call.AwaitsCoverages = true;
        }

        return call.MayRead(search) || call.IsUnavailable(search) ? CoverageSource.Unreadable : CoverageSource.Unobtainable;
    }
}
