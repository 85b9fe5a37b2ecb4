using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>Says by which route a drug is given: the route's code, its words, the dosage text, the product's words, the form, the administration code.</summary>
internal static class RouteReader
{
    public static Possible ReadMedicationRequest(ResourceReading order)
    {
        var request = new MedicationRequest(order.Resource.Json);
        var found = new List<Concept>();
        var basis = FactBasis.Missing;
        foreach (var item in request.DosageInstructions)
        {
            var read = ReadDosage(item, order, found);

            basis = basis is FactBasis.Missing || read < basis ? read : basis;
        }

        return found.Count > 0
            ? Possible.From(found, ConceptKind.Route, basis == FactBasis.Missing ? FactBasis.Words : basis)
            : ReadProduct(request.Medication, order);
    }

    // The route, else the method ("IV push"), else the directions: the first that says one.
    private static FactBasis ReadDosage(JsonElement dosage, ResourceReading order, List<Concept> found)
    {
        var before = found.Count;
        var read = order.Recognise(ConceptKind.Route, new Dosage(dosage).Route, found);
        if (read == FactBasis.Missing)
        {
            read = order.Recognise(ConceptKind.Route, new Dosage(dosage).Method, found);
        }

        if (read == FactBasis.Missing)
        {
            order.FindWords(ConceptKind.Route, dosage.Member("text"u8), found);
        }

        if (found.Count == before)
        {
            order.FindWords(ConceptKind.Route, dosage.Member("patientInstruction"u8), found);
        }

        return read != FactBasis.Missing ? read : found.Count > before ? FactBasis.Words : FactBasis.Missing;
    }

    /// <summary>Of a service: its administration code, else its words, else the product's form.</summary>
    public static Possible ReadService(ResourceReading order)
    {
        var concepts = ServiceConcepts.Of(order.Resource);
        var found = new List<Concept>();
        if (concepts.Count > 0)
        {
            order.FindCodes(ConceptKind.Administration, concepts[0], found);
            order.FindCodes(ConceptKind.Route, concepts[0], found);
        }

        var byCode = Possible.From(found, ConceptKind.Route, FactBasis.Implied);
        if (byCode.Concepts.Count > 0)
        {
            return byCode;
        }

        found.Clear();
        foreach (var concept in concepts)
        {
            order.FindWords(ConceptKind.Route, concept, found);
        }

        if (order.Resource.Is("Appointment"u8))
        {
            order.FindWords(ConceptKind.Route, order.Resource.Json.Member("description"u8), found);
            order.FindWords(ConceptKind.Route, order.Resource.Json.Member("comment"u8), found);
        }

        if (found.Count == 0 && concepts.Count > 0)
        {
            order.Recognise(ConceptKind.DoseForm, concepts[0], found);
        }

        return Possible.From(found, ConceptKind.Route, FactBasis.Words);
    }

    private static Possible ReadProduct(CodeableConcept product, ResourceReading order)
    {
        CodeableConcept form = default;
        if (order.Call.IsAtHand(new MedicationRequest(order.Resource.Json).MedicationReference, order.Resource, out var json))
        {
            product = new Medication(json).Code;
            form = new Medication(json).Form;
        }

        var found = new List<Concept>();
        order.FindWords(ConceptKind.Route, new MedicationRequest(order.Resource.Json).MedicationReference.Json.Member("display"u8), found);
        order.FindWords(ConceptKind.Route, product, found);
        order.FindWords(ConceptKind.Route, form, found);
        if (found.Count > 0)
        {
            return Possible.From(found, ConceptKind.Route, FactBasis.Words);
        }

        order.Recognise(ConceptKind.DoseForm, product, found);
        order.Recognise(ConceptKind.DoseForm, form, found);
        return Possible.From(found, ConceptKind.Route, FactBasis.Implied);
    }
}
