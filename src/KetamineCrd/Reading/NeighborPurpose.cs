using System.Runtime.InteropServices;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// What the services of the same call say that a drug is for: an anesthesia service that is linked with the order, or given for the same reason,
/// makes the drug the anesthetic (decision rule 13).
/// </summary>
internal sealed class NeighborPurpose(CallReading call, IReadOnlyList<Resource> services)
{
    private List<Procedure>? _procedures;

    /// <summary>Empty when none says anything of the order.</summary>
    public IReadOnlyList<Concept> Of(Resource order)
    {
        List<Procedure> procedures = [.. OfLinked(order), .. _procedures ??= Read(call, services)];
        procedures.RemoveAll(p => IsSame(p.Service, order));
        if (procedures.Count == 0)
        {
            return [];
        }

        var purposes = new List<Concept>();
        var reading = new ResourceReading(call, order, isDated: false);
        var own = OrderReasons.Of(order, reading);
        foreach (var procedure in procedures)
        {
            if (IsLinked(order, procedure.Service) || own.Shares(procedure.Reasons ??= OrderReasons.Of(procedure.Service, reading)))
            {
                purposes.Add(procedure.Purpose);
            }
            else if (procedure.Reasons.IsEmpty)
            {
                purposes.Add(call.Vocabulary.OpenPurpose);
            }
        }

        return purposes;
    }

    // A service that the order names may be outside the draft set.
    private List<Procedure> OfLinked(Resource order)
    {
        var linked = new List<Resource>();
        foreach (var reference in References(order))
        {
            if (call.IsAtHand(reference, order, out var json) && new Resource(json) is var service && service.Is("ServiceRequest"u8)
                && !services.Any(s => s.Reference == service.Reference))
            {
                linked.Add(service);
            }
        }

        return Read(call, linked);
    }

    private static List<Procedure> Read(CallReading call, IReadOnlyList<Resource> services)
    {
        var procedures = new List<Procedure>();
        foreach (var service in services)
        {
            var reading = new ResourceReading(call, service, isDated: false);
            if ((ServiceConcepts.MeaningsOf(reading).FirstOrDefault(c => c.BesideOtherReasons is BesideOtherReasons.Silence or BesideOtherReasons.Ask)
                ?? InWords(service, reading)) is { } purpose)
            {
                procedures.Add(new Procedure(service, purpose));
            }
        }

        return procedures;
    }

    private static Concept? InWords(Resource service, ResourceReading reading)
    {
        foreach (var json in OrderText.Of(service))
        {
            if (SaidText.Read(json, reading) is { } text
                && Purpose.Of(text, isReason: false, reading.Vocabulary) is { } purpose
                && purpose != reading.Vocabulary.OpenPurpose && !reading.Vocabulary.IsAcutePain(purpose))
            {
                return purpose;
            }
        }

        return null;
    }

    private bool IsLinked(Resource order, Resource service) => Names(order, service) || Names(service, order);

    private bool Names(Resource from, Resource to)
    {
        foreach (var reference in References(from))
        {
            if (call.IsAtHand(reference, from, out var json) && IsSame(new Resource(json), to))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(Resource a, Resource b) =>
        (a.Reference is { } name && b.Reference == name) || JsonMarshal.GetRawUtf8Value(a.Json).Overlaps(JsonMarshal.GetRawUtf8Value(b.Json));

    private static List<Reference> References(Resource order)
    {
        var references = new List<Reference>();
        Add("basedOn"u8);
        Add("supportingInfo"u8);
        Add("supportingInformation"u8);
        return references;

        void Add(ReadOnlySpan<byte> member)
        {
            foreach (var item in order.Json.Items(member))
            {
                references.Add(new Reference(item));
            }
        }
    }

    private sealed record Procedure(Resource Service, Concept Purpose)
    {
        public OrderReasons? Reasons { get; set; }
    }
}
