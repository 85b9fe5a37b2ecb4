using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

/// <summary>Says which drug an order is for. Codes first, words second; where several drugs are recognised the highest precedence decides.</summary>
internal static class DrugReader
{
    private static ReadOnlySpan<byte> BillingOptions => "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options"u8;

    public static DrugFact ReadMedicationRequest(Resource order, CallReading call)
    {
        var request = new MedicationRequest(order.Json);
        var signs = new Signs(call.Vocabulary);
        if (request.MedicationReference.Literal is not null)
        {
            if (call.IsAtHand(request.MedicationReference, order, out var medication))
            {
                signs.AddMedication(new Medication(medication));
            }
            else if (signs.NamedByWords(request.MedicationReference.Display) is { } byDisplay)
            {
                return byDisplay;
            }
            else
            {
                // Where there is no server to ask, the order may be for anything: it is not ours to judge.
                _ = call.TryResolve(request.MedicationReference, order, out _);
                return call.CanOrCouldRead(request.MedicationReference) ? DrugFact.Unreadable.Instance : DrugFact.Other.Instance;
            }
        }

        signs.AddCodes(request.Medication);
        if (signs.NamedByCode() is { } byCode)
        {
            return byCode;
        }

        if (signs.NamedByConceptWords(request.Medication) is { } byWords)
        {
            return byWords;
        }

        if (signs.HasForeignCode)
        {
            return DrugFact.Other.Instance;
        }

        return signs.NamedByWords(FreeText(order)) ?? signs.Unnamed();
    }

    /// <summary>
    /// A service is judged when it has a drug code, or gives a drug by an administration code, or says in words that a drug is given. A code of
    /// another service settles it, so a blood level of the drug is not taken for the drug.
    /// </summary>
    public static DrugFact ReadServiceRequest(Resource order, CallReading call)
    {
        var request = new ServiceRequest(order.Json);
        var signs = new Signs(call.Vocabulary);
        signs.AddCodes(request.Code);
        foreach (var item in request.OrderDetails)
        {
            signs.AddCodes(new CodeableConcept(item));
        }

        if (signs.NamedByCode() is { } byCode)
        {
            return byCode;
        }

        if (!signs.HasAdministration && (signs.HasForeignCode || !SaysHowItIsGiven(request.Code, call.Vocabulary)))
        {
            return DrugFact.Other.Instance;
        }

        if (signs.NamedByConceptWords(request.Code) is { } byWords)
        {
            return byWords;
        }

        foreach (var item in request.OrderDetails)
        {
            if (signs.NamedByConceptWords(new CodeableConcept(item)) is { } byDetail)
            {
                return byDetail;
            }
        }

        return signs.NamedByWords(FreeText(order)) ?? signs.Unnamed();
    }

    private static bool SaysHowItIsGiven(CodeableConcept code, Vocabulary vocabulary)
    {
        var routes = new List<Concept>();
        vocabulary.FindWords(ConceptKind.Route, code, routes);
        vocabulary.FindWords(ConceptKind.DoseForm, code, routes);
        return routes.Count > 0;
    }

    private static string? FreeText(Resource order)
    {
        string? text = null;
        foreach (var item in new Order(order.Json).Notes)
        {
            text = text is null ? item.Text("text"u8) : $"{text}\n{item.Text("text"u8)}";
        }

        foreach (var item in new MedicationRequest(order.Json).DosageInstructions)
        {
            text = text is null ? new Dosage(item).Text : $"{text}\n{new Dosage(item).Text}";
        }

        return text;
    }

    private sealed class Signs(Vocabulary vocabulary)
    {
        private readonly List<Concept> _byCode = [];
        private readonly List<Concept> _byWords = [];

        public bool HasAdministration { get; private set; }

        /// <summary>A code that names some drug or service which no value set knows.</summary>
        public bool HasForeignCode { get; private set; }

        public void AddMedication(Medication medication)
        {
            AddCodes(medication.Code);
            vocabulary.FindWords(ConceptKind.Drug, medication.Code, _byWords);
            foreach (var ingredient in medication.Ingredients)
            {
                var item = new CodeableConcept(ingredient.Member("itemCodeableConcept"u8));
                AddCodes(item);
                vocabulary.FindWords(ConceptKind.Drug, item, _byWords);
            }
        }

        public void AddCodes(CodeableConcept concept)
        {
            foreach (var item in concept.Codings)
            {
                AddCode(new Coding(item));
            }

            foreach (var item in concept.Extensions)
            {
                if (new Extension(item).Is(BillingOptions))
                {
                    foreach (var option in new CodeableConcept(item.Member("valueCodeableConcept"u8)).Codings)
                    {
                        AddBillingOption(new Coding(option));
                    }
                }
            }
        }

        public DrugFact Unnamed() => HasAdministration ? DrugFact.Unnamed.Instance : DrugFact.Other.Instance;

        public DrugFact.Named? NamedByCode() => Named(_byCode, FactBasis.Code);

        public DrugFact.Named? NamedByConceptWords(CodeableConcept concept)
        {
            vocabulary.FindWords(ConceptKind.Drug, concept, _byWords);
            return Named(_byWords, FactBasis.Words);
        }

        public DrugFact.Named? NamedByWords(string? text)
        {
            vocabulary.FindWords(ConceptKind.Drug, text, _byWords);
            return Named(_byWords, FactBasis.Words);
        }

        private static DrugFact.Named? Named(List<Concept> found, FactBasis basis) =>
            found.Count == 0 ? null : new DrugFact.Named(found.MaxBy(c => c.Precedence)!, basis);

        private void AddCode(Coding coding)
        {
            if (coding.System is not { } system || coding.Code is not { } code)
            {
                return;
            }

            if (vocabulary.FindCode(ConceptKind.Drug, system, code) is { } drug)
            {
                _byCode.Add(drug);
            }
            else if (vocabulary.FindCode(ConceptKind.Administration, system, code) is not null)
            {
                HasAdministration = true;
            }
            else if (CodeSystems.NamesDrugsOrServices(CodeSystems.Canonical(system)))
            {
                HasForeignCode = true;
            }
        }

        // A billing option may name the drug, but no answer may hinge on one being absent or vague (CRD 2.2.1 billopt-2).
        private void AddBillingOption(Coding coding)
        {
            if (coding.System is { } system && coding.Code is { } code && vocabulary.FindCode(ConceptKind.Drug, system, code) is { } drug)
            {
                _byCode.Add(drug);
            }
        }
    }
}
