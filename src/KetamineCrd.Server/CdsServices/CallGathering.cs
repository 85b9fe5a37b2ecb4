using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.FhirAccess;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Reads the facts of one call, with what its prefetch lacks read from the client's FHIR server.</summary>
internal sealed class CallGathering(FhirReader reader)
{
    // The order; its Medication and the Coverage; the reasons and the payer; a Medication that a linked order names.
    private const int MostRounds = 4;

    /// <summary>Gathers until the deadline; what was not read by then counts as unreadable.</summary>
    /// <param name="engine">The policies to read for.</param>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="now">The instant of the call.</param>
    /// <param name="documents">Receives what was read; dispose them when the answer is written.</param>
    /// <param name="deadline">When the time is up.</param>
    /// <returns>The facts, the resources they were read from, and how many addresses were read.</returns>
    public async Task<(CallFacts Facts, ResourceIndex Index, int Reads)> GatherAsync(
        CrdEngine engine, HookRequest request, Caller caller, DateTimeOffset now, List<JsonDocument> documents, CallDeadline deadline)
    {
        var index = FactsReader.Index(request);
        var canRead = request.FhirServer is { } server && caller.FhirServers.IsAllowed(server);
        var facts = engine.ReadFacts(request, index, canRead, now);
        if (facts.Reads.Count == 0)
        {
            return (facts, index, 0);
        }

        var source = Source(request, caller, deadline);
        var reads = 0;
        for (var round = 0; round < MostRounds && facts.Reads.Count > 0; round++)
        {
            reads += await reader.ReadAsync(source, facts.Reads, index, documents, deadline.Token);
            deadline.Aborted.ThrowIfCancellationRequested();

            // When the time is up the reads of a further round fail at once, and what they would have told counts as unreadable.
            facts = engine.ReadFacts(request, index, canRead, now);
        }

        if (facts.Reads.Count == 0)
        {
            return (facts, index, reads);
        }

        foreach (var address in facts.Reads)
        {
            index.MarkUnavailable(address, ReadFailure.LeftOut);
        }

        return (engine.ReadFacts(request, index, canRead: false, now), index, reads);
    }

    /// <summary>Looks for the forms of an answer on the client; without an answer the condition of their creation tells (CRD 2.2.1 dev-19, dev-20).</summary>
    /// <returns>How many addresses were read.</returns>
    public async Task<int> LookForFormsAsync(
        HookRequest request, Caller caller, ResourceIndex index, IReadOnlyList<OrderDetermination> determinations, List<JsonDocument> documents, CallDeadline deadline)
    {
        var searches = CrdEngine.FormSearches(request, determinations);
        if (searches.Count == 0 || request.FhirServer is not { } server || !caller.FhirServers.IsAllowed(server))
        {
            return 0;
        }

        return await reader.ReadAsync(Source(request, caller, deadline), searches, index, documents, deadline.Token);
    }

    private static ReadSource Source(HookRequest request, Caller caller, CallDeadline deadline) =>
        new(caller.Name, caller.Tenant, caller.FhirServers.Network, request.FhirServer!, request.AccessToken, request.PatientId, deadline.Allowance);
}
