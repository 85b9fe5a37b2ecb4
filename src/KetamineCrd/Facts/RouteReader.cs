using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>Says by which route a drug is given: the route's code, its words, the dosage text, the product's words, the form, the administration code.</summary>
internal static class RouteReader
{
    public static Possible ReadMedicationRequest(Resource order, CallReading call)
    {
        var vocabulary = call.Vocabulary;
        var request = new MedicationRequest(order.Json);
        var found = new List<Concept>();
        var basis = FactBasis.Missing;
        foreach (var item in request.DosageInstructions)
        {
            var dosage = new Dosage(item);
            var read = vocabulary.Recognise(ConceptKind.Route, dosage.Route, found);
            if (read == FactBasis.Missing)
            {
                var before = found.Count;
                vocabulary.FindWords(ConceptKind.Route, dosage.Text, found);
                read = found.Count > before ? FactBasis.Words : FactBasis.Missing;
            }

            basis = basis is FactBasis.Missing || read < basis ? read : basis;
        }

        if (found.Count > 0)
        {
            return Possible.From(found, ConceptKind.Route, basis == FactBasis.Missing ? FactBasis.Words : basis);
        }

        return ReadProduct(request.Medication, default, order, call);
    }

    /// <summary>Of a service: its administration code, else its words.</summary>
    public static Possible ReadServiceRequest(Resource order, CallReading call)
    {
        var vocabulary = call.Vocabulary;
        var code = new ServiceRequest(order.Json).Code;
        var found = new List<Concept>();
        vocabulary.FindCodes(ConceptKind.Administration, code, found);
        vocabulary.FindCodes(ConceptKind.Route, code, found);
        var byCode = Possible.From(found, ConceptKind.Route, FactBasis.Implied);
        if (byCode.Concepts.Count > 0)
        {
            return byCode;
        }

        found.Clear();
        vocabulary.FindWords(ConceptKind.Route, code, found);
        foreach (var item in new ServiceRequest(order.Json).OrderDetails)
        {
            vocabulary.FindWords(ConceptKind.Route, new CodeableConcept(item), found);
        }

        if (found.Count == 0)
        {
            vocabulary.Recognise(ConceptKind.DoseForm, code, found);
        }

        return Possible.From(found, ConceptKind.Route, FactBasis.Words);
    }

    private static Possible ReadProduct(CodeableConcept product, CodeableConcept form, Resource order, CallReading call)
    {
        var vocabulary = call.Vocabulary;
        if (call.IsAtHand(new MedicationRequest(order.Json).MedicationReference, order, out var json))
        {
            product = new Medication(json).Code;
            form = new Medication(json).Form;
        }

        var found = new List<Concept>();
        vocabulary.FindWords(ConceptKind.Route, product, found);
        vocabulary.FindWords(ConceptKind.Route, form, found);
        if (found.Count > 0)
        {
            return Possible.From(found, ConceptKind.Route, FactBasis.Words);
        }

        vocabulary.Recognise(ConceptKind.DoseForm, product, found);
        vocabulary.Recognise(ConceptKind.DoseForm, form, found);
        return Possible.From(found, ConceptKind.Route, FactBasis.Implied);
    }
}
