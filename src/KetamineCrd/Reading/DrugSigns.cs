using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>Gathers what the concepts of one order say of its drug.</summary>
internal sealed class DrugSigns(ResourceReading order, bool isService)
{
    private readonly List<Concept> _byCode = [];
    private readonly List<Concept> _byWords = [];
    private bool _isOther;
    private bool _hasWords;

    private static ReadOnlySpan<byte> BillingOptions => "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options"u8;

    /// <summary>An administration or unclassified-drug code, which names no drug.</summary>
    public bool HasAdministration { get; private set; }

    /// <summary>The drug of a code that a value set has; null when there is none.</summary>
    public DrugFact? ByCode => Named(_byCode, FactBasis.Code);

    /// <summary>What the concepts say in codes of others and in words: another drug or service, a drug by its words, or null for neither.</summary>
    public DrugFact? ByConcept => _isOther ? DrugFact.Other.Instance : Named(_byWords, FactBasis.Words);

    public DrugFact Unnamed => HasAdministration ? DrugFact.Unnamed.Instance : DrugFact.Other.Instance;

    public void AddMedication(Resource resource, Resource container, CallReading call)
    {
        var medication = new Medication(resource.Json);
        Add(medication.Code);
        foreach (var ingredient in medication.Ingredients)
        {
            AddIngredient(new CodeableConcept(ingredient.Member("itemCodeableConcept"u8)));
            var reference = new Reference(ingredient.Member("itemReference"u8));
            if (call.IsAtHand(reference, container, out var item))
            {
                AddIngredient(new Medication(item).Code);
            }
            else
            {
                AddIngredient(reference);
            }
        }
    }

    /// <summary>Adds a concept: its codes; where none is ours, what its displays and its text order.</summary>
    public void Add(CodeableConcept concept)
    {
        foreach (var item in concept.Codings)
        {
            AddCoding(item);
        }

        foreach (var item in concept.Extensions)
        {
            if (new Extension(item).Is(BillingOptions))
            {
                AddBillingOption(new CodeableConcept(item.Member("valueCodeableConcept"u8)));
            }
        }

        // A code of another drug settles it, and its text need not be read.
        if (_byCode.Count == 0 && !_isOther)
        {
            AddWords(concept.Json.Member("text"u8));
        }
    }

    /// <summary>Adds a reference that leads nowhere: its identifier where that is a code, and its display as the display of that code.</summary>
    public void AddReference(Reference reference) => AddCode(reference.Identifier.System, reference.Identifier.Value, reference.Json.Items("identifier"u8).First, reference.Json.Member("display"u8));

    /// <summary>
    /// What a reference says beside the resource that it leads to: a drug or service by a code, a drug of ours by its display. Null where only that
    /// resource can tell.
    /// </summary>
    public DrugFact? NamedBy(Reference reference)
    {
        AddCode(reference.Identifier.System, reference.Identifier.Value, reference.Json.Items("identifier"u8).First, default);
        return ByCode ?? (NamedIn(reference.Json.Member("display"u8)) as DrugFact.Named) ?? ByConcept;
    }

    /// <summary>What one text orders: a drug of ours, or another one; null for neither.</summary>
    public DrugFact? NamedIn(JsonElement text)
    {
        var ordered = Ordered(text);
        return ordered.Kind switch
        {
            OrderedDrug.Named.Drug => Found(text, ordered.Drug!),
            OrderedDrug.Named.Other => DrugFact.Other.Instance,
            _ => null,
        };
    }

    /// <summary>
    /// What notes and directions order, where the concept says nothing of its own or has a code that names no drug. Null where they name none, or
    /// are not to be asked.
    /// </summary>
    public DrugFact? InFreeText()
    {
        if (_hasWords && !HasAdministration)
        {
            return null;
        }

        foreach (var text in OrderText.Free(order.Resource))
        {
            if (NamedIn(text) is DrugFact.Named named)
            {
                _byWords.Add(named.Drug);
            }
        }

        return Named(_byWords, FactBasis.Words);
    }

    /// <summary>True where a note or direction gives a dose of another drug. A premedication says nothing of the drug before which it is given.</summary>
    public bool DosesAnother()
    {
        foreach (var text in OrderText.Free(order.Resource))
        {
            if (Ordered(text).Kind == OrderedDrug.Named.Other && TextWords.Of(text.AsText()!) is var words && Dose.IsIn(words))
            {
                return true;
            }
        }

        return false;
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

    // An ingredient that is none of ours says nothing against one that is.
    private void AddIngredient(CodeableConcept concept)
    {
        order.FindCodes(ConceptKind.Drug, concept, _byCode);
        foreach (var text in OrderText.OfConcept(concept.Json))
        {
            if (Ordered(text) is { Kind: OrderedDrug.Named.Drug, Drug: { } drug })
            {
                _ = Found(text, drug);
                _byWords.Add(drug);
            }
        }
    }

    private void AddIngredient(Reference reference)
    {
        if (order.FindCode(ConceptKind.Drug, reference.Identifier.System, reference.Identifier.Value, reference.Json.Items("identifier"u8).First) is { } drug)
        {
            _byCode.Add(drug);
        }
        else if (NamedIn(reference.Json.Member("display"u8)) is DrugFact.Named named)
        {
            _byWords.Add(named.Drug);
        }
    }

    // A billing option may name the drug, or say that it has no code of its own; no answer may hinge on one being absent or vague (CRD 2.2.1 billopt-2).
    private void AddBillingOption(CodeableConcept option)
    {
        order.FindCodes(ConceptKind.Drug, option, _byCode, FactBasis.Implied);
        foreach (var item in option.Codings)
        {
            HasAdministration |= order.FindCode(ConceptKind.Administration, item, FactBasis.Implied) is not null;
        }
    }

    private void AddCoding(JsonElement item)
    {
        var coding = new Coding(item);
        AddCode(coding.System, coding.Code, item, item.Member("display"u8));
    }

    private void AddCode(string? system, string? value, JsonElement element, JsonElement display)
    {
        var canonical = system is null ? null : CodeSystems.Canonical(system);
        if (value is { } code && canonical is not null)
        {
            if (order.FindCode(ConceptKind.Drug, system, code, element) is { } drug)
            {
                _byCode.Add(drug);
                return;
            }

            // A code of ours that was not valid on the day names nothing, and no other drug either.
            if (order.FindCode(ConceptKind.Administration, system, code, element) is not null || order.Vocabulary.FindCode(ConceptKind.Drug, canonical, code) is not null)
            {
                HasAdministration |= order.Vocabulary.FindCode(ConceptKind.Administration, canonical, code) is not null;
                AddWords(display);
                return;
            }

            if (CodeSystems.NamesDrugsOrServices(canonical))
            {
                // A code that no value set knows, but whose own name is that of the drug, is a new code of it.
                if (!AddWords(display))
                {
                    _isOther = true;
                }

                return;
            }
        }

        AddWords(display);
    }

    // True where the words name one of the drugs.
    private bool AddWords(JsonElement text)
    {
        switch (NamedIn(text))
        {
            case DrugFact.Named named:
                _byWords.Add(named.Drug);
                _hasWords = true;
                return true;
            case not null:
                _isOther = true;
                _hasWords = true;
                return false;
            default:
                return false;
        }
    }

    private OrderedDrug Ordered(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String || !order.SpendOn(json) || json.AsText() is not { Length: > 0 } text)
        {
            return default;
        }

        var words = TextWords.Of(text);
        var vocabulary = order.Vocabulary;
        return OrderedDrug.In(words, Statements.Unsaid(words), vocabulary.Phrases(ConceptKind.Drug), vocabulary.Phrases(ConceptKind.Indication), isService);
    }

    private DrugFact Found(JsonElement text, Concept drug)
    {
        order.AddSource(FactKind.Drug, text, drug.Id, FactBasis.Words);
        return drug.IsNothing ? DrugFact.Other.Instance : new DrugFact.Named(drug, FactBasis.Words);
    }
}
