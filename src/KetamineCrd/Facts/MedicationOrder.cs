using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>A MedicationRequest with what pairing needs to know of it.</summary>
internal sealed record MedicationOrder(ResourceReading Reading, DrugFact Drug, Possible Route, DateOnly ServiceDate)
{
    private Dictionary<DateOnly, List<IndicationFact>>? _indications;

    public Resource Order => Reading.Resource;

    public static MedicationOrder Read(Resource order, CallReading call, DateOnly today)
    {
        var serviceDate = ServiceDateReader.Read(order, call, today, out _);
        var reading = new ResourceReading(call, order, serviceDate);
        return new MedicationOrder(reading, DrugReader.ReadMedicationRequest(reading), RouteReader.ReadMedicationRequest(reading), serviceDate);
    }

    /// <summary>Its reasons for a service on a day; read once, however many services give it.</summary>
    public IReadOnlyList<IndicationFact> IndicationsOn(DateOnly day, NeighborPurpose neighbors)
    {
        _indications ??= [];
        if (!_indications.TryGetValue(day, out var indications))
        {
            _indications.Add(day, indications = IndicationReader.Read(Reading, day, neighbors.Of(Order)));
        }

        return indications;
    }
}
