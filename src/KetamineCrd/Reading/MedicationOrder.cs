using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>A MedicationRequest with what pairing needs to know of it.</summary>
internal sealed record MedicationOrder(ResourceReading Reading, DrugFact Drug)
{
    private Dictionary<DateOnly, List<IndicationFact>>? _indications;
    private OrderReasons? _reasons;
    private Possible? _route;

    public Resource Order => Reading.Resource;

    /// <summary>Read when it is first asked for: of an order for another drug it does not matter.</summary>
    public Possible Route => _route ??= RouteReader.ReadMedicationRequest(Reading);

    /// <summary>Its reasons as they are written.</summary>
    public OrderReasons Reasons => _reasons ??= OrderReasons.Of(Order, Reading);

    public static MedicationOrder Read(Resource order, CallReading call)
    {
        var reading = new ResourceReading(call, order, isDated: true);
        return new MedicationOrder(reading, DrugReader.ReadMedicationRequest(reading));
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
