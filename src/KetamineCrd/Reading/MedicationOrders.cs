using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>The medication orders that a service of the same call may give, each read once: those of the draft set, and those that services name.</summary>
internal sealed class MedicationOrders(CallReading call)
{
    private readonly List<MedicationOrder> _drafts = [];
    private readonly Dictionary<string, MedicationOrder> _named = new(StringComparer.Ordinal);
    private Dictionary<string, MedicationOrder>? _byService;

    /// <summary>Those of the draft set, in their order.</summary>
    public IReadOnlyList<MedicationOrder> Drafts => _drafts;

    public MedicationOrder AddDraft(Resource order)
    {
        var medication = MedicationOrder.Read(order, call);
        _drafts.Add(medication);
        return medication;
    }

    /// <summary>An order that a service names.</summary>
    public MedicationOrder Named(Resource order)
    {
        if (order.Reference is not { } reference)
        {
            return MedicationOrder.Read(order, call);
        }

        if (!_named.TryGetValue(reference, out var medication))
        {
            _named.Add(reference, medication = MedicationOrder.Read(order, call));
        }

        return medication;
    }

    /// <summary>The first of the draft set that says itself that it belongs to the service (<c>basedOn</c>, <c>supportingInformation</c>); null when none does.</summary>
    public MedicationOrder? For(Resource service)
    {
        if (_byService is null)
        {
            _byService = new Dictionary<string, MedicationOrder>(StringComparer.Ordinal);
            foreach (var medication in _drafts)
            {
                var json = medication.Order.Json;
                AddServices(medication, new Order(json).BasedOn);
                AddServices(medication, new MedicationRequest(json).SupportingInformation);
            }
        }

        return service.Reference is { } reference ? _byService.GetValueOrDefault(reference) : null;
    }

    private void AddServices(MedicationOrder medication, JsonItems references)
    {
        foreach (var item in references)
        {
            if (call.IsAtHand(new Reference(item), medication.Order, out var json) && new Resource(json).Reference is { } service)
            {
                _byService!.TryAdd(service, medication);
            }
        }
    }
}
