using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Reading;

/// <summary>Prefetched searches of which only the first page came (CDS Hooks 2.0, "Prefetch Template": results may be paged).</summary>
internal static class PrefetchedPages
{
    /// <summary>Notes that the rest of every Bundle of coverages is to be read.</summary>
    public static void NeedCoverages(CallReading call)
    {
        foreach (var (key, bundle, address) in Partial(call))
        {
            if (IsOfCoverages(key, bundle))
            {
                call.AwaitsCoverages |= Need(call, address);
            }
        }
    }

    /// <summary>Notes that the rest of every Bundle is to be read that has resources of a kind that facts are read from.</summary>
    public static void NeedAll(CallReading call)
    {
        foreach (var (key, bundle, address) in Partial(call))
        {
            if (IsOfCoverages(key, bundle) || HasAnyOfUse(bundle))
            {
                _ = Need(call, address);
            }
        }
    }

    /// <summary>True when the rest of a Bundle of coverages is not at hand.</summary>
    public static bool LackCoverages(CallReading call)
    {
        foreach (var (key, bundle, address) in Partial(call))
        {
            if (IsOfCoverages(key, bundle) && (address is null || !call.WasRead(address)))
            {
                return true;
            }
        }

        return false;
    }

    // The address is null when the next page is not one of the client's own FHIR server.
    private static IEnumerable<(string Key, Bundle Bundle, string? Address)> Partial(CallReading call)
    {
        if (call.Request.Prefetch.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in call.Request.Prefetch.EnumerateObject())
        {
            var bundle = new Bundle(member.Value);
            if (new Resource(member.Value).Is("Bundle"u8) && bundle.NextPage is { } next)
            {
                yield return (MemberName.Of(member), bundle, call.PageAddress(next));
            }
        }
    }

    private static bool Need(CallReading call, string? address)
    {
        var isNeeded = address is not null && call.MayRead(address) && !call.WasRead(address);
        if (isNeeded)
        {
            call.NeedRead(address!);
        }

        return isNeeded;
    }

    private static bool IsOfCoverages(string key, Bundle bundle) => PrefetchValue.IsNamedForCoverage(key) || HasAny(bundle, static r => r.Is("Coverage"u8));

    private static bool HasAnyOfUse(Bundle bundle) => HasAny(
        bundle,
        static r => r.Is("Medication"u8) || r.Is("Condition"u8) || r.Is("Organization"u8) || r.Is("Encounter"u8) || r.Is("MedicationRequest"u8) || r.Is("ServiceRequest"u8));

    private static bool HasAny(Bundle bundle, Func<Resource, bool> isMeant)
    {
        foreach (var item in bundle.Entries)
        {
            if (isMeant(new Resource(new BundleEntry(item).Resource)))
            {
                return true;
            }
        }

        return false;
    }
}
