using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Facts;

/// <summary>Says which drug an order is for. Codes first, words second; where several drugs are recognised the highest precedence decides.</summary>
internal static class DrugReader
{
    private static ReadOnlySpan<byte> BillingOptions => "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options"u8;

    public static DrugFact ReadMedicationRequest(ResourceReading order)
    {
        var request = new MedicationRequest(order.Resource.Json);
        var signs = new Signs(order);
        if (request.MedicationReference.Literal is not null)
        {
            if (order.Call.IsAtHand(request.MedicationReference, order.Resource, out var medication))
            {
                // What stands beside a contained Medication belongs to the order that contains both (FHIR R4, "Contained Resources").
                signs.AddMedication(new Resource(medication), request.MedicationReference.Literal is ['#', ..] ? order.Resource : new Resource(medication), order.Call);
            }
            else if (signs.NamedByWords(request.MedicationReference.Json.Member("display"u8)) is { } byDisplay)
            {
                return byDisplay;
            }
            else
            {
                // Where there is no server to ask, the order may be for anything: it is not ours to judge.
                _ = order.Call.TryResolve(request.MedicationReference, order.Resource, out _);
                return order.Call.CanOrCouldRead(request.MedicationReference) ? DrugFact.Unreadable.Instance : DrugFact.Other.Instance;
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

        return signs.HasForeignCode ? DrugFact.Other.Instance : signs.NamedByFreeText() ?? signs.Unnamed();
    }

    /// <summary>
    /// A service is judged when it has a drug code, or gives a drug by an administration code, or says in words that a drug is given. A code of
    /// another service settles it, so a blood level of the drug is not taken for the drug.
    /// </summary>
    public static DrugFact ReadService(ResourceReading order)
    {
        var concepts = ServiceConcepts.Of(order.Resource);
        var signs = new Signs(order);
        foreach (var concept in concepts)
        {
            signs.AddCodes(concept);
        }

        if (signs.NamedByCode() is { } byCode)
        {
            return byCode;
        }

        if (!signs.HasAdministration && (signs.HasForeignCode || !SaysHowItIsGiven(concepts, order)))
        {
            return DrugFact.Other.Instance;
        }

        foreach (var concept in concepts)
        {
            if (signs.NamedByConceptWords(concept) is { } byWords)
            {
                return byWords;
            }
        }

        return signs.NamedByFreeText() ?? signs.Unnamed();
    }

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

    private sealed class Signs(ResourceReading order)
    {
        private readonly List<Concept> _byCode = [];
        private readonly List<Concept> _byWords = [];

        public bool HasAdministration { get; private set; }

        /// <summary>A code that names some drug or service which no value set knows.</summary>
        public bool HasForeignCode { get; private set; }

        public void AddMedication(Resource resource, Resource container, CallReading call)
        {
            var medication = new Medication(resource.Json);
            AddCodes(medication.Code);
            order.FindWords(ConceptKind.Drug, medication.Code, _byWords);
            foreach (var ingredient in medication.Ingredients)
            {
                AddIngredient(new CodeableConcept(ingredient.Member("itemCodeableConcept"u8)));
                if (call.IsAtHand(new Reference(ingredient.Member("itemReference"u8)), container, out var item))
                {
                    AddIngredient(new Medication(item).Code);
                }
            }
        }

        public void AddCodes(CodeableConcept concept)
        {
            foreach (var item in concept.Codings)
            {
                AddCode(item);
            }

            foreach (var item in concept.Extensions)
            {
                if (new Extension(item).Is(BillingOptions))
                {
                    // A billing option may name the drug, but no answer may hinge on one being absent or vague (CRD 2.2.1 billopt-2).
                    order.FindCodes(ConceptKind.Drug, new CodeableConcept(item.Member("valueCodeableConcept"u8)), _byCode, FactBasis.Implied);
                }
            }
        }

        public DrugFact Unnamed() => HasAdministration ? DrugFact.Unnamed.Instance : DrugFact.Other.Instance;

        public DrugFact? NamedByCode() => Named(_byCode, FactBasis.Code);

        public DrugFact? NamedByConceptWords(CodeableConcept concept)
        {
            order.FindWords(ConceptKind.Drug, concept, _byWords);
            return Named(_byWords, FactBasis.Words);
        }

        public DrugFact? NamedByWords(JsonElement text)
        {
            order.FindWords(ConceptKind.Drug, text, _byWords);
            return Named(_byWords, FactBasis.Words);
        }

        public DrugFact? NamedByFreeText()
        {
            foreach (var item in new Order(order.Resource.Json).Notes)
            {
                order.FindWords(ConceptKind.Drug, item.Member("text"u8), _byWords);
            }

            foreach (var item in new MedicationRequest(order.Resource.Json).DosageInstructions)
            {
                order.FindWords(ConceptKind.Drug, item.Member("text"u8), _byWords);
            }

            if (order.Resource.Is("Appointment"u8))
            {
                order.FindWords(ConceptKind.Drug, order.Resource.Json.Member("description"u8), _byWords);
                order.FindWords(ConceptKind.Drug, order.Resource.Json.Member("comment"u8), _byWords);
            }

            return Named(_byWords, FactBasis.Words);
        }

        private static DrugFact? Named(List<Concept> found, FactBasis basis)
        {
            if (found.Count == 0)
            {
                return null;
            }

            var drug = found.MaxBy(c => c.Precedence)!;
            return drug.IsNothing ? DrugFact.Other.Instance : new DrugFact.Named(drug, basis);
        }

        private void AddIngredient(CodeableConcept concept)
        {
            AddCodes(concept);
            order.FindWords(ConceptKind.Drug, concept, _byWords);
        }

        private void AddCode(JsonElement item)
        {
            var coding = new Coding(item);
            if (coding.System is not { } system || coding.Code is not { } code)
            {
                return;
            }

            if (order.FindCode(ConceptKind.Drug, item) is { } drug)
            {
                _byCode.Add(drug);
            }
            else if (order.FindCode(ConceptKind.Administration, item) is not null)
            {
                HasAdministration = true;
            }
            else if (CodeSystems.NamesDrugsOrServices(CodeSystems.Canonical(system)) && order.Vocabulary.FindCode(ConceptKind.Drug, system, code) is null)
            {
                // A code of ours that was not valid on the day names nothing, and no other drug either.
                HasForeignCode = true;
            }
        }
    }
}
