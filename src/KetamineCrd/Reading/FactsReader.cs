using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>Turns a hook request into facts. Pure: what is missing is named, and the caller asks again.</summary>
/// <remarks>
/// Cheap tests come first: an order about another drug causes no read and no look at the Coverage, its route or its date. Two rounds are needed: the Medication with the
/// Coverage, which every call is meant to bring, the one that the order's insurance names included; then the reasons with the payer. An order that had to be read itself comes with the Coverage, and
/// its Medication, reasons and payer are read together then.
/// </remarks>
internal sealed class FactsReader(Vocabulary vocabulary, PayerRegistry payers)
{
    /// <param name="request">The call.</param>
    /// <param name="index">The resources at hand: draft orders, prefetch, and what was read since.</param>
    /// <param name="canRead">False when there is no server to ask, or no time.</param>
    /// <param name="now">The instant of the call: what is planned before it may be over.</param>
    /// <param name="reads">Addresses, relative to the client's FHIR base, that must be read first.</param>
    /// <returns>Null while there are <paramref name="reads"/>.</returns>
    public CallFacts? Read(HookRequest request, ResourceIndex index, bool canRead, DateTimeOffset now, out IReadOnlyList<string> reads)
    {
        var call = new CallReading(request, index, vocabulary, canRead, now);
        var facts = ReadAll(call);
        reads = facts.Refusal is null ? call.Reads : [];
        return reads.Count == 0 ? facts : null;
    }

    private CallFacts ReadAll(CallReading call)
    {
        var request = call.Request;
        var passedOver = new List<PassedOver>();
        var focal = FocalReader.Read(call);
        var orders = ReadOrders(call, focal, passedOver);
        var facts = new CallFacts(orders, [], CoverageSource.NotNeeded)
        {
            Focal = focal,
            Hook = request.Service.Kind,
            Dialect = request.Dialect,
            OrdersAreUnobtainable = FocalReader.AreUnobtainable(call),
            PassedOver = passedOver,
            Unread = call.Unread,
            Refusal = call.Refusal,
        };

        // Encounters are asked about for the sake of later calls.
        var isAboutEncounter = request.Service.Kind.IsAboutEncounter();
        if (call.Refusal is not null || (!facts.NeedsCoverage && !call.AwaitsOrder && !isAboutEncounter))
        {
            return facts;
        }

        if ((!facts.NeedsCoverage && !isAboutEncounter) || HasPendingDrug(facts, call))
        {
            PatientCoverages.Need(call);
            foreach (var order in orders)
            {
                InsuranceReader.Need(new Resource(focal[order.Index].Json), order.Insurance, call);
            }

            return facts;
        }

        PrefetchedPages.NeedAll(call);
        var coverages = PatientCoverages.Read(call, payers, out var source);
        var insured = WithNamedCoverages(orders, focal, coverages, call);

        // What an order names and the client's server did not give is no Coverage that nobody could be asked for.
        if (source == CoverageSource.Unobtainable && insured.Exists(o => o.NamedCoverages.Any(n => n.IsUnreadable)))
        {
            source = CoverageSource.Unreadable;
        }

        return facts with { Orders = insured, Coverages = coverages, CoverageSource = source, Refusal = call.Refusal };
    }

    /// <summary>Everything a call brought along.</summary>
    public static ResourceIndex Index(HookRequest request) => new(request.FhirServer, index =>
    {
        foreach (var resource in request.Resources)
        {
            index.Add(resource.Json, resource.FullUrl);
        }

        if (request.Prefetch.ValueKind == JsonValueKind.Object)
        {
            foreach (var prefetched in request.Prefetch.EnumerateObject())
            {
                index.Add(prefetched.Value);
            }
        }
    });

    // While the only orders that might be ours came with the call and are waiting for their Medication, the payer would be read for nothing.
    private static bool HasPendingDrug(CallFacts facts, CallReading call) =>
        call.Reads.Count > 0 && facts.Orders.All(o => WaitsForDrug(o.Drug, o.GivenOrder ?? o.Reference, call));

    // An order that had to be read has taken a round already: all that it names is read in one more, whatever its drug may be.
    private static bool WaitsForDrug(DrugFact drug, string? order, CallReading call) => drug is DrugFact.Unreadable && !call.CameByRead(order);

    private static List<(int Index, Resource Order, bool IsJudged)> LiveOrdersOf(
        CallReading call, IReadOnlyList<FocalResource> focal, List<PassedOver> passedOver)
    {
        var orders = new List<(int, Resource, bool)>(focal.Count);
        for (var i = 0; i < focal.Count; i++)
        {
            var order = new Resource(focal[i].Json);
            var isMedication = order.Is("MedicationRequest"u8);
            if (isMedication && new MedicationRequest(order.Json).HasTwoMedications)
            {
                call.Refusal ??= HookIssue.TwoMedications(call.Request.PathOf(order.Json));
            }
            else if (!isMedication && !IsService(order))
            {
                CheckType(order, call);
                passedOver.Add(new PassedOver(i, PassedOverReason.OtherType));
            }
            else if (!LiveOrder.IsLive(order))
            {
                passedOver.Add(new PassedOver(i, PassedOverReason.NotLive));
            }
            else if (AnotherPatient.IsSubjectOf(order, call) || AnotherPatient.IsSubjectOf(new Resource(focal[i].Updated), call))
            {
                passedOver.Add(new PassedOver(i, PassedOverReason.OtherPatient));
            }
            else
            {
                orders.Add((i, order, focal[i].IsJudged));
                if (!focal[i].IsJudged)
                {
                    passedOver.Add(new PassedOver(i, PassedOverReason.NotSelected));
                }
            }
        }

        return orders;
    }

    // What FHIR does not have cannot be judged, and silence would read as an answer.
    private static void CheckType(Resource order, CallReading call)
    {
        if (call.Request.Service.Kind is HookKind.OrderSign or HookKind.OrderSelect or HookKind.AppointmentBook && !(order.Type is { } type && ResourceTypes.Contains(type)))
        {
            call.Refusal ??= new HookIssue(HookIssueKind.Invalid, "structure", call.Request.PathOf(order.Json) + ".resourceType", "A resource type of FHIR R4 was expected.");
        }
    }

    private static List<OrderFacts> WithNamedCoverages(
        List<OrderFacts> orders, IReadOnlyList<FocalResource> focal, IReadOnlyList<CoverageFacts> coverages, CallReading call) =>
        [.. orders.Select(o => o with { NamedCoverages = InsuranceReader.Read(new Resource(focal[o.Index].Json), o.Insurance, call, coverages) })];

    private static bool IsService(Resource resource) =>
        resource.Is("ServiceRequest"u8) || resource.Is("Appointment"u8) || resource.Is("Encounter"u8);

    private static List<OrderFacts> ReadOrders(CallReading call, IReadOnlyList<FocalResource> focal, List<PassedOver> passedOver)
    {
        var orders = LiveOrdersOf(call, focal, passedOver);
        var medications = new MedicationOrders(call);
        var judged = new List<(int Index, MedicationOrder Order)>();
        var facts = new List<OrderFacts>();
        var hasService = orders.Exists(o => IsService(o.Order));
        foreach (var (index, order, isJudged) in orders)
        {
            if (order.Is("MedicationRequest"u8) && (isJudged || hasService))
            {
                var medication = medications.AddDraft(order);
                if (isJudged)
                {
                    judged.Add((index, medication));
                }
            }
        }

        call.Neighbors = new NeighborPurpose(call, [.. orders.Select(o => o.Order).Where(IsService)]);
        var routesGiven = new Dictionary<string, Possible>(StringComparer.Ordinal);
        foreach (var (index, order, isJudged) in orders)
        {
            if (IsService(order))
            {
                var (service, reason) = ReadService(index, order, medications, routesGiven, call);
                if (isJudged)
                {
                    Add(index, service is not null && focal[index].OrderIsUnreadable ? WithoutReasons(service) : service, reason);
                }
            }
        }

        foreach (var (index, medication) in judged)
        {
            if (medication.Drug is DrugFact.Other)
            {
                Add(index, null, WhyPassedOver(medication.Drug, default!));
                continue;
            }

            // A medication order that says no route is given the way the service ordered with it says.
            var route = medication.Route is { IsKnown: false, Basis: FactBasis.Missing or FactBasis.Implied }
                && medication.Order.Reference is { } reference && routesGiven.TryGetValue(reference, out var given) ? given : medication.Route;
            var reason = WhyPassedOver(medication.Drug, route);
            Add(index, reason is null ? ReadFacts(index, medication.Reading, medication.Drug, route, []) : null, reason);
        }

        facts.Sort((a, b) => a.Index.CompareTo(b.Index));
        return facts;

        void Add(int index, OrderFacts? fact, PassedOverReason? reason)
        {
            if (fact is not null)
            {
                facts.Add(fact);
            }
            else
            {
                passedOver.Add(new PassedOver(index, reason ?? PassedOverReason.OtherDrug));
            }
        }
    }

    // What the booked order says of its reasons is not known, whatever the appointment says.
    private static OrderFacts WithoutReasons(OrderFacts facts) => facts with { Indications = [new IndicationFact(null, Possible.Unreadable)], OrderIsUnreadable = true };

    // Where nothing says another one, a drug goes its usual way.
    private static Possible Usual(Possible route, DrugFact drug) =>
        route.Concepts.Count == 0 && route.Basis == FactBasis.Missing && drug is DrugFact.Named { Drug.UsualRoute: { } usual } ? new Possible([usual], FactBasis.Implied) : route;

    // Before anything is read for the order's sake.
    private static PassedOverReason? WhyPassedOver(DrugFact drug, Possible route) => drug switch
    {
        DrugFact.Other other => other.IsUnread ? PassedOverReason.DrugUnread : PassedOverReason.OtherDrug,
        DrugFact.Named { Drug.OnlyByRoute: { } only } when !(route.IsKnown && route.Concepts[0] == only) => PassedOverReason.RouteNotCertain,
        _ => null,
    };

    private static (OrderFacts? Facts, PassedOverReason? Reason) ReadService(
        int index, Resource order, MedicationOrders medications, Dictionary<string, Possible> routesGiven, CallReading call)
    {
        var reading = new ResourceReading(call, order, isDated: true);
        var drug = DrugReader.ReadService(reading);
        if (drug is DrugFact.Other)
        {
            return (null, PassedOverReason.OtherDrug);
        }

        var route = RouteReader.ReadService(reading);
        if (drug is not DrugFact.Unnamed || InfusionPairing.Find(reading, route, medications, call) is not { } given)
        {
            var reason = drug is DrugFact.Unnamed && DrugReader.DosesAnother(reading) ? PassedOverReason.OtherDrug : WhyPassedOver(drug, route);
            return (reason is null ? ReadFacts(index, reading, drug, route, []) : null, reason);
        }

        if (route.Concepts.Count > 0 && given.Order.Reference is { } reference)
        {
            routesGiven.TryAdd(reference, route);
        }

        route = route.Concepts.Count > 0 ? route : given.Route;
        if (WhyPassedOver(given.Drug, route) is { } passedOver)
        {
            return (null, passedOver);
        }

        drug = given.Drug is DrugFact.Named named ? named with { Basis = FactBasis.Implied } : given.Drug;
        var ofLinkedOrder = WaitsForDrug(given.Drug, given.Order.Reference, call) ? [] : given.IndicationsOn(reading.Day!.Value);
        reading.AddSource(FactKind.GivenOrder, given.Order.Json, given.Order.Type ?? "", FactBasis.Implied);
        _ = given.Route; // its sources come along
        reading.AddSources(given.Reading.Sources);
        return (ReadFacts(index, reading, drug, route, ofLinkedOrder) with { GivenOrder = given.Order.PlainReference }, null);
    }

    private static OrderFacts ReadFacts(
        int index, ResourceReading reading, DrugFact drug, Possible route, IReadOnlyList<IndicationFact> ofLinkedOrder)
    {
        var (resource, call) = (reading.Resource, reading.Call);
        var service = reading.Schedule.In(UnitedStatesTime.Eastern);
        reading.AddSource(FactKind.ServiceDate, service.Source, service.Meaning, service.Basis);

        // While the drug is not known the reasons do not matter, and must not cause a read.
        var indications = WaitsForDrug(drug, resource.Reference, call) ? [] : IndicationReader.Read(reading, service.Day);
        indications.AddRange(ofLinkedOrder.Where(linked => !indications.Exists(own => own.IsSame(linked))));
        return new OrderFacts
        {
            Index = index,
            Hook = call.Request.Service.Kind,
            Reference = resource.PlainReference,
            Drug = drug,
            Route = Usual(route, drug),
            Setting = SettingReader.Read(resource, call),
            Indications = indications,
            Schedule = reading.Schedule,
            Service = service,
            Insurance = InsuranceReader.Literals(resource),
            Sources = reading.Sources,
        };
    }
}
