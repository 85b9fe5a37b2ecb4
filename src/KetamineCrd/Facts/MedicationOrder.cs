using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>A MedicationRequest with what pairing needs to know of it.</summary>
internal sealed record MedicationOrder(ResourceReading Reading, DrugFact Drug, Possible Route, ServiceSchedule Schedule)
{
    private Dictionary<DateOnly, List<IndicationFact>>? _indications;
    private OrderReasons? _reasons;

    public Resource Order => Reading.Resource;

    /// <summary>Its reasons as they are written.</summary>
    public OrderReasons Reasons => _reasons ??= OrderReasons.Of(Order, Reading);

    public static MedicationOrder Read(Resource order, CallReading call)
    {
        var schedule = ServiceDateReader.Read(order, call);
        var reading = new ResourceReading(call, order, schedule.In(UnitedStatesTime.Eastern).Day);
        return new MedicationOrder(reading, DrugReader.ReadMedicationRequest(reading), RouteReader.ReadMedicationRequest(reading), schedule);
    }

    /// <summary>Its reasons for a service on a day; read once, however many services give it.</summary>
    public IReadOnlyList<IndicationFact> IndicationsOn(DateOnly day)
    {
        _indications ??= [];
        if (!_indications.TryGetValue(day, out var indications))
        {
            _indications.Add(day, indications = IndicationReader.Read(Reading, day));
        }

        return indications;
    }
}
