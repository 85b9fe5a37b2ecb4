using System.Runtime.InteropServices;
using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>One resource of a call while it is read: what its codes and words mean on its day, and where each meaning was found.</summary>
/// <param name="call">The call.</param>
/// <param name="resource">The resource.</param>
/// <param name="isDated">False where it does not matter on which day codes are valid.</param>
internal sealed class ResourceReading(CallReading call, Resource resource, bool isDated)
{
    // Of a long text only the start is matched against phrases, but all of it is brought to UTF-16.
    private const int MostMatched = 4_000;
    private const int MatchedByOne = 64;
    private const int CopiedByOne = 1_024;

    private readonly List<FactSource> _sources = [];
    private ServiceSchedule? _schedule;

    public CallReading Call => call;

    public Resource Resource => resource;

    public Vocabulary Vocabulary => call.Vocabulary;

    /// <summary>When it is to be carried out; read when it is first asked for, since for most orders it does not matter.</summary>
    public ServiceSchedule Schedule => _schedule ??= ServiceDateReader.Read(resource, call);

    /// <summary>The day on which codes must be valid; null when that does not matter.</summary>
    public DateOnly? Day => isDated ? Schedule.In(UnitedStatesTime.Eastern).Day : null;

    public IReadOnlyList<FactSource> Sources => _sources;

    public void AddSource(FactKind fact, JsonElement element, string meaning, FactBasis basis) => AddSource(fact, new FactPlace(element), meaning, basis);

    public void AddSource(FactKind fact, FactPlace place, string meaning, FactBasis basis) => _sources.Add(new FactSource(fact, place, meaning, basis));

    /// <summary>Counts the reading of a text; see <see cref="CallReading.Spend"/>.</summary>
    public bool SpendOn(JsonElement text) => Spend(JsonMarshal.GetRawUtf8Value(text).Length);

    private bool Spend(int length)
    {
        return call.Spend(1 + (Math.Min(length, MostMatched) / MatchedByOne) + (length / CopiedByOne));
    }

    /// <summary>Takes over what was found in another resource on the way.</summary>
    public void AddSources(IReadOnlyList<FactSource> sources)
    {
        if (call.Spend(sources.Count))
        {
            _sources.AddRange(sources);
        }
    }

    /// <summary>The meaning of one coding; null when no value set has it, or it was not valid on the day.</summary>
    /// <param name="basis">What is remembered of it.</param>
    public Concept? FindCode(ConceptKind kind, JsonElement item, FactBasis basis = FactBasis.Code)
    {
        var coding = new Coding(item);
        return FindCode(kind, coding.System, coding.Code, item, basis);
    }

    /// <inheritdoc cref="FindCode(ConceptKind, JsonElement, FactBasis)"/>
    /// <param name="kind">The kind of meaning.</param>
    /// <param name="system">The code system; of an Identifier, its <c>system</c> where that is one.</param>
    /// <param name="code">The code; of an Identifier, its <c>value</c>.</param>
    /// <param name="element">The Coding or Identifier.</param>
    /// <param name="basis">What is remembered of it.</param>
    public Concept? FindCode(ConceptKind kind, string? system, string? code, JsonElement element, FactBasis basis = FactBasis.Code) =>
        FindCode(kind, system, code, new FactPlace(element), basis);

    private Concept? FindCode(ConceptKind kind, string? system, string? code, FactPlace place, FactBasis basis)
    {
        if (!call.Spend(1) || system is null || code is null || call.Vocabulary.FindCode(kind, system, code) is not { } meaning)
        {
            return null;
        }

        // The codes of most orders mean nothing on any day.
        if (isDated && call.Vocabulary.FindCode(kind, system, code, Day) is var onTheDay)
        {
            if (onTheDay is null)
            {
                return null;
            }

            meaning = onTheDay;
        }

        AddSource((FactKind)kind, place, meaning.Id, basis);
        return meaning;
    }

    /// <summary>Adds what the codes of a concept mean to <paramref name="found"/>.</summary>
    public void FindCodes(ConceptKind kind, CodeableConcept concept, ICollection<Concept> found, FactBasis basis = FactBasis.Code)
    {
        foreach (var item in concept.Codings)
        {
            if (call.Refusal is not null)
            {
                return;
            }

            if (FindCode(kind, item, basis) is { } meaning && !found.Contains(meaning))
            {
                found.Add(meaning);
            }
        }
    }

    /// <summary>Adds what a text means to <paramref name="found"/>.</summary>
    public void FindWords(ConceptKind kind, JsonElement text, List<Concept> found)
    {
        if (text.ValueKind != JsonValueKind.String || !SpendOn(text))
        {
            return;
        }

        var before = found.Count;
        call.Vocabulary.FindWords(kind, text.AsText(), found);
        for (var i = before; i < found.Count; i++)
        {
            AddSource((FactKind)kind, new FactPlace(text), found[i].Id, FactBasis.Words);
        }
    }

    /// <inheritdoc cref="FindCodes(ConceptKind, CodeableConcept, ICollection{Concept}, FactBasis)"/>
    public void FindCodes(ConceptKind kind, SentResource sent, Hl7.Fhir.Model.CodeableConcept? concept, ICollection<Concept> found)
    {
        foreach (var coding in concept?.Coding ?? [])
        {
            if (call.Refusal is null && FindCode(kind, coding.SystemElement.Text(), coding.CodeElement.Text(), new FactPlace(sent, coding), FactBasis.Code) is { } meaning && !found.Contains(meaning))
            {
                found.Add(meaning);
            }
        }
    }

    /// <inheritdoc cref="FindWords(ConceptKind, JsonElement, List{Concept})"/>
    public void FindWords(ConceptKind kind, SentResource sent, Hl7.Fhir.Model.PrimitiveType? text, List<Concept> found)
    {
        if (text.Text() is not { } words || !Spend(words.Length))
        {
            return;
        }

        var before = found.Count;
        call.Vocabulary.FindWords(kind, words, found);
        for (var i = before; i < found.Count; i++)
        {
            AddSource((FactKind)kind, new FactPlace(sent, text!), found[i].Id, FactBasis.Words);
        }
    }

    /// <inheritdoc cref="FindWords(ConceptKind, CodeableConcept, List{Concept})"/>
    public void FindWords(ConceptKind kind, SentResource sent, Hl7.Fhir.Model.CodeableConcept? concept, List<Concept> found)
    {
        foreach (var coding in concept?.Coding ?? [])
        {
            FindWords(kind, sent, coding.DisplayElement, found);
        }

        FindWords(kind, sent, concept?.TextElement, found);
    }

    /// <summary>Adds what the displays and the text of a concept mean to <paramref name="found"/>.</summary>
    public void FindWords(ConceptKind kind, CodeableConcept concept, List<Concept> found)
    {
        foreach (var item in concept.Codings)
        {
            if (call.Refusal is not null)
            {
                return;
            }

            FindWords(kind, item.Member("display"u8), found);
        }

        FindWords(kind, concept.Json.Member("text"u8), found);
    }

    /// <summary>Codes first; the displays and text only when no code is known.</summary>
    public FactBasis Recognise(ConceptKind kind, CodeableConcept concept, List<Concept> found)
    {
        var before = found.Count;
        FindCodes(kind, concept, found);
        if (found.Count > before)
        {
            return FactBasis.Code;
        }

        FindWords(kind, concept, found);
        return found.Count > before ? FactBasis.Words : FactBasis.Missing;
    }
}
