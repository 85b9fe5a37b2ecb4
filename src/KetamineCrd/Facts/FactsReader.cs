using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Facts;

/// <summary>Turns a hook request into facts. Pure: what is missing is named in <see cref="CallFacts.Reads"/>, and the caller asks again.</summary>
/// <remarks>
/// Cheap tests come first: an order about another drug causes no read and no look at the Coverage. At most three rounds are needed: the
/// Medication; the Coverage, the reasons and the payer; the payer of a Coverage that was read.
/// </remarks>
public sealed class FactsReader(Vocabulary vocabulary, PayerRegistry payers)
{
    /// <param name="request">The call.</param>
    /// <param name="index">The resources at hand: draft orders, prefetch, and what was read since.</param>
    /// <param name="canRead">False when there is no server to ask, or no time.</param>
    /// <param name="today">Used when an order gives no date at all.</param>
    public CallFacts Read(HookRequest request, ResourceIndex index, bool canRead, DateOnly today)
    {
        var call = new CallReading(request, index, vocabulary, canRead);
        var orders = ReadOrders(call, today);
        var facts = new CallFacts(orders, [], CoverageSource.NotNeeded, call.Reads);
        if (!facts.NeedsCoverage || HasPendingDrug(facts))
        {
            return facts with { Reads = call.Reads };
        }

        var coverages = ReadCoverages(call, out var source);
        return facts with { Coverages = coverages, CoverageSource = source, Reads = call.Reads };
    }

    /// <summary>Adds everything a call brought along.</summary>
    public static ResourceIndex Index(HookRequest request)
    {
        var index = new ResourceIndex(request.FhirServer);
        foreach (var order in request.Orders)
        {
            index.Add(order.Json, order.FullUrl);
        }

        if (request.Prefetch.ValueKind == JsonValueKind.Object)
        {
            foreach (var prefetched in request.Prefetch.EnumerateObject())
            {
                index.Add(prefetched.Value);
            }
        }

        return index;
    }

    /// <summary>The search that prefetch stands for.</summary>
    public static string CoverageSearch(HookRequest request) => $"Coverage?patient={Uri.EscapeDataString(request.PatientId)}&status=active";

    // While the only orders that might be ours are waiting for their Medication, the Coverage would be read for nothing.
    private static bool HasPendingDrug(CallFacts facts) =>
        facts.Reads.Count > 0 && !facts.Orders.Any(o => o.Drug is DrugFact.Named or DrugFact.Unnamed);

    private static List<(int Index, Resource Order, bool IsJudged)> OrdersOf(HookRequest request)
    {
        var orders = new List<(int, Resource, bool)>(request.Orders.Count);
        for (var i = 0; i < request.Orders.Count; i++)
        {
            var order = new Resource(request.Orders[i].Json);
            if (order.Is("MedicationRequest"u8) || order.Is("ServiceRequest"u8))
            {
                orders.Add((i, order, request.Orders[i].IsJudged));
            }
        }

        return orders;
    }

    private static List<OrderFacts> ReadOrders(CallReading call, DateOnly today)
    {
        var orders = OrdersOf(call.Request);
        var medications = new List<MedicationOrder>();
        var facts = new List<OrderFacts>();
        var hasService = orders.Exists(o => o.Order.Is("ServiceRequest"u8));
        foreach (var (index, order, isJudged) in orders)
        {
            if (order.Is("MedicationRequest"u8) && (isJudged || hasService) && LiveOrder.IsLive(order))
            {
                var medication = MedicationOrder.Read(order, call);
                medications.Add(medication);
                if (isJudged && medication.Drug is not DrugFact.Other)
                {
                    facts.Add(ReadFacts(index, order, medication.Drug, medication.Route, [], call, today));
                }
            }
        }

        var routesGiven = new Dictionary<string, Possible>(StringComparer.Ordinal);
        foreach (var (index, order, isJudged) in orders)
        {
            if (order.Is("ServiceRequest"u8) && LiveOrder.IsLive(order)
                && ReadService(index, order, medications, routesGiven, call, today) is { } service && isJudged)
            {
                facts.Add(service);
            }
        }

        for (var i = 0; i < facts.Count; i++)
        {
            // A medication order that says no route is given the way the service ordered with it says.
            if (facts[i].Route is { IsKnown: false, Basis: FactBasis.Missing or FactBasis.Implied }
                && facts[i].Reference is { } reference && routesGiven.TryGetValue(reference, out var route))
            {
                facts[i] = facts[i] with { Route = route };
            }
        }

        facts.Sort((a, b) => a.Index.CompareTo(b.Index));
        return facts;
    }

    private static OrderFacts? ReadService(
        int index, Resource order, List<MedicationOrder> medications, Dictionary<string, Possible> routesGiven, CallReading call, DateOnly today)
    {
        var drug = DrugReader.ReadServiceRequest(order, call);
        if (drug is DrugFact.Other)
        {
            return null;
        }

        var route = RouteReader.ReadServiceRequest(order, call);
        if (drug is not DrugFact.Unnamed || InfusionPairing.Find(order, route, medications, call) is not { } given)
        {
            return ReadFacts(index, order, drug, route, [], call, today);
        }

        if (route.Concepts.Count > 0 && given.Order.Reference is { } reference)
        {
            routesGiven.TryAdd(reference, route);
        }

        if (given.Drug is DrugFact.Other)
        {
            return null;
        }

        drug = given.Drug is DrugFact.Named named ? named with { Basis = FactBasis.Implied } : given.Drug;
        route = route.Concepts.Count > 0 ? route : given.Route;
        var ofLinkedOrder = given.Drug is DrugFact.Unreadable ? [] : IndicationReader.Read(given.Order, call, ServiceDateReader.Read(order, call, today));
        return ReadFacts(index, order, drug, route, ofLinkedOrder, call, today) with { GivenOrder = given.Order.Reference };
    }

    private static OrderFacts ReadFacts(
        int index, Resource resource, DrugFact drug, Possible route, List<IndicationFact> ofLinkedOrder, CallReading call, DateOnly today)
    {
        var serviceDate = ServiceDateReader.Read(resource, call, today);
        var insurance = new List<string>();
        foreach (var item in new Order(resource.Json).Insurance)
        {
            if (new Reference(item).Literal is { } literal)
            {
                insurance.Add(literal);
            }
        }

        // While the drug is not known the reasons do not matter, and must not cause a read.
        var indications = drug is DrugFact.Unreadable ? [] : IndicationReader.Read(resource, call, serviceDate);
        indications.AddRange(ofLinkedOrder);
        return new OrderFacts
        {
            Index = index,
            Reference = resource.Reference,
            Drug = drug,
            Route = route,
            Indications = indications,
            ServiceDate = serviceDate,
            Insurance = insurance,
        };
    }

    private List<CoverageFacts> ReadCoverages(CallReading call, out CoverageSource source)
    {
        var coverages = new List<CoverageFacts>();
        source = CoverageSource.Found;
        foreach (var resource in call.OfType("Coverage"u8))
        {
            if (CoverageReader.Read(new Resource(resource), call, payers) is { } facts && coverages.TrueForAll(c => c.Reference != facts.Reference))
            {
                coverages.Add(facts);
            }
        }

        if (coverages.Count > 0)
        {
            return coverages;
        }

        source = MissingCoverage(call);
        return coverages;
    }

    private static CoverageSource MissingCoverage(CallReading call)
    {
        var search = CoverageSearch(call.Request);
        var prefetched = call.Request.Prefetch.Member("coverage"u8);
        var clientFailed = new Resource(prefetched).Is("OperationOutcome"u8);

        // null, or a Bundle without entries, says that the client looked and found nothing; an absent key says nothing (CDS Hooks 2.0).
        if (call.WasRead(search) || prefetched.ValueKind == JsonValueKind.Null || (prefetched.ValueKind == JsonValueKind.Object && !clientFailed))
        {
            return CoverageSource.None;
        }

        if (call.MayRead(search))
        {
            call.NeedRead(search);
        }

        return call.MayRead(search) || call.IsUnavailable(search) || clientFailed ? CoverageSource.Unreadable : CoverageSource.Unobtainable;
    }
}
