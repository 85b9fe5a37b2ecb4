using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>A hook request as the checker reads it: what may be updated, what may be named, what is wanted back.</summary>
internal sealed class CheckedCall
{
    private const string AlternateReference = "http://hl7.org/fhir/StructureDefinition/alternate-reference";

    private readonly Dictionary<string, JsonElement> _atHand = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withOrder = new(StringComparer.Ordinal);
    private readonly CrdDialect _dialect;
    private readonly JsonElement _options;

    /// <param name="served">The resources that the mock EHR serves, each as JSON.</param>
    /// <param name="dialect">Says what an appointment with an order has updated.</param>
    public CheckedCall(JsonElement request, IReadOnlyList<string> served, CrdDialect dialect)
    {
        _dialect = dialect;
        var context = Member(request, "context");
        Hook = Text(request, "hook") ?? "";
        Patient = $"Patient/{Text(context, "patientId")?.Split('/')[^1]}";
        _options = Member(Member(request, "extension"), "davinci-crd.configuration");
        foreach (var resource in Members(Member(request, "prefetch")).SelectMany(m => Resources(m.Value)).Concat(served.SelectMany(s => Resources(JsonElement.Parse(s)))))
        {
            _ = ReferenceTo(resource) is { } reference && _atHand.TryAdd(reference, resource);
        }

        switch (Hook)
        {
            case "order-dispatch":
                ReadDispatchedOrders(context);
                break;
            case "appointment-book":
                ReadAppointments(context);
                break;
            case "encounter-start" or "encounter-discharge":
                AddNamed($"Encounter/{Text(context, "encounterId")}");
                break;
            default:
                AddAll(Resources(Member(context, "draftOrders")));
                break;
        }
    }

    public string Hook { get; }

    /// <summary><c>Patient/id</c>.</summary>
    public string Patient { get; }

    /// <summary>On these nobody is asked for documents (CRD 2.2.1 hook-19).</summary>
    public bool IsSecondary => Hook is "order-select" or "encounter-start" or "encounter-discharge";

    /// <summary>The resources that coverage information may be put on, by <c>Type/id</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Targets => _targets;

    /// <summary>What the call is about, at hand or only named, by <c>Type/id</c>.</summary>
    public IReadOnlySet<string> Subjects => _named;

    /// <summary>Appointments based on a ServiceRequest that is at hand: in 2.2 the ServiceRequest is updated instead (crd.md section 5).</summary>
    public IReadOnlySet<string> AppointmentsWithOrder => _withOrder;

    public IEnumerable<string> Coverages => _atHand.Keys.Where(k => k.StartsWith("Coverage/", StringComparison.Ordinal));

    /// <summary>What the insurance of the orders refers to.</summary>
    public IEnumerable<string?> NamedCoverages => _targets.Values.SelectMany(o => Items(o, "insurance")).Select(Local);

    /// <summary>Null when no limit was sent, or one that is none.</summary>
    public int? MostCards =>
        Member(_options, "max-cards") is { ValueKind: JsonValueKind.Number } limit && limit.TryGetInt32(out var most) && most >= 0 ? most : null;

    /// <summary>Undefined when it is not there.</summary>
    public JsonElement AtHand(string? reference) => reference is not null && _atHand.TryGetValue(reference, out var resource) ? resource : default;

    public bool IsSwitchedOff(string? option) => option is not null && Member(_options, option).ValueKind == JsonValueKind.False;

    // A resource, a Bundle of them, or a list of either.
    private static IEnumerable<JsonElement> Resources(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return Items(json).SelectMany(Resources);
        }

        if (Has(json, "entry"))
        {
            return Items(json, "entry").SelectMany(e => Resources(Member(e, "resource")));
        }

        return Has(json, "resource") ? Resources(Member(json, "resource")) : [json];
    }

    private void ReadDispatchedOrders(JsonElement context)
    {
        // Some clients send the orders themselves.
        AddAll(Resources(Member(context, "dispatchedOrders")));
        var names = Items(context, "dispatchedOrders").Concat(Items(context, "dispatched-orders")).Append(Member(context, "order"));
        foreach (var name in names.Select(n => Local(Text(n) ?? Text(n, "reference"))))
        {
            AddNamed(name);
        }
    }

    private void ReadAppointments(JsonElement context)
    {
        foreach (var appointment in Resources(Member(context, "appointments")))
        {
            var basis = Items(appointment, "basedOn");
            var orders = basis.Select(Local)
                .Concat(basis.Append(appointment).SelectMany(b => Items(b, "extension"))
                    .Where(e => Text(e, "url") == AlternateReference)
                    .Select(e => Local(Member(e, "valueReference"))))
                .OfType<string>().ToArray();
            AddAll([appointment]);
            if (_dialect.Is20)
            {
                // An appointment is updated itself, and no order that it names (CRD 2.0.1, cards page).
                Array.ForEach(orders, o => _named.Add(o));
                continue;
            }

            if (ReferenceTo(appointment) is { } reference
                && Array.Exists(orders, o => o.StartsWith("ServiceRequest/", StringComparison.Ordinal) && _atHand.ContainsKey(o)))
            {
                _withOrder.Add(reference);
                _targets.Remove(reference);
            }

            Array.ForEach(orders, AddNamed);
        }
    }

    private void AddAll(IEnumerable<JsonElement> resources)
    {
        foreach (var resource in resources)
        {
            if (ReferenceTo(resource) is { } reference)
            {
                _named.Add(reference);
                _targets.TryAdd(reference, resource);
            }
        }
    }

    private void AddNamed(string? reference)
    {
        if (reference is not null)
        {
            _named.Add(reference);
            if (_atHand.TryGetValue(reference, out var resource))
            {
                _targets.TryAdd(reference, resource);
            }
        }
    }
}
