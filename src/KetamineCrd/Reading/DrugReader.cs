using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>
/// Says which drug an order is for. Codes first, words second; where several drugs are recognized the highest precedence decides. A code, a
/// display or a text of another drug or service settles it before any note is read: a mention is not an order (decision rules 5 and 6).
/// </summary>
internal static class DrugReader
{
    public static DrugFact ReadMedicationRequest(ResourceReading order)
    {
        var request = new MedicationRequest(order.Resource.Json);
        var signs = new DrugSigns(order, isService: false);
        if (request.MedicationReference.Literal is null)
        {
            signs.AddReference(request.MedicationReference);
        }
        else if (order.Call.IsAtHand(request.MedicationReference, order.Resource, out var medication))
        {
            // What stands beside a contained Medication belongs to the order that contains both (FHIR R4, "Contained Resources").
            signs.AddMedication(new Resource(medication), request.MedicationReference.Literal is ['#', ..] ? order.Resource : new Resource(medication), order.Call);
        }
        else if (signs.NamedBy(request.MedicationReference) is { } said)
        {
            return said;
        }
        else
        {
            // Where there is nobody to ask, the order may be for anything: it is not ours to judge.
            _ = order.Call.TryResolve(request.MedicationReference, order.Resource, out _, "Medication");
            return order.Call.CanOrCouldRead(request.MedicationReference) ? DrugFact.Unreadable.Instance : DrugFact.Other.Unread;
        }

        signs.Add(request.Medication);
        return signs.ByCode ?? signs.ByConcept ?? signs.InFreeText() ?? signs.Unnamed;
    }

    /// <summary>
    /// A service is judged when it has a drug code, or gives a drug by an administration code, or says in words that a drug is given. A code of
    /// another service settles it, so a blood level of the drug is not taken for the drug.
    /// </summary>
    public static DrugFact ReadService(ResourceReading order)
    {
        var concepts = ServiceConcepts.Of(order.Resource);
        var signs = new DrugSigns(order, isService: true);
        foreach (var concept in concepts)
        {
            signs.Add(concept);
        }

        if (signs.ByCode is { } byCode)
        {
            return byCode;
        }

        if (signs.ByConcept is DrugFact.Other || (!signs.HasAdministration && !SaysHowItIsGiven(concepts, order)))
        {
            return DrugFact.Other.Instance;
        }

        return signs.ByConcept ?? signs.InFreeText() ?? signs.Unnamed;
    }

    /// <summary>True where a note of a service that names no drug gives a dose of another one ("iron sucrose 200 mg").</summary>
    public static bool DosesAnother(ResourceReading service) => new DrugSigns(service, isService: true).DosesAnother();

    private static bool SaysHowItIsGiven(IReadOnlyList<CodeableConcept> concepts, ResourceReading order)
    {
        var routes = new List<Concept>();
        foreach (var concept in concepts.Take(1))
        {
            order.FindWords(ConceptKind.Route, concept, routes);
            order.FindWords(ConceptKind.DoseForm, concept, routes);
        }

        return routes.Count > 0;
    }
}
