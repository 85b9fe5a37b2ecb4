using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>A free text of an order, with the reasons that it names.</summary>
internal sealed class SaidText
{
    // Nobody writes more; what follows is not read, so that a hostile text costs little.
    private const int MostPhrases = 64;

    private SaidText(JsonElement json, TextWords words, bool[] unsaid, List<FoundPhrase<Concept>> phrases)
    {
        Json = json;
        Words = words;
        Unsaid = unsaid;
        Phrases = phrases;
        Said = [.. phrases.Where(p => !unsaid[p.First] && !p.Meaning.IsNothing)];
    }

    public JsonElement Json { get; }

    public TextWords Words { get; }

    /// <summary>For each word, whether it says nothing of what is so; see <see cref="Statements"/>.</summary>
    public bool[] Unsaid { get; }

    /// <summary>Every known phrase about reasons.</summary>
    public IReadOnlyList<FoundPhrase<Concept>> Phrases { get; }

    /// <summary>The reasons that it says: neither denied, nor doubted, nor past, nor another person's.</summary>
    public IReadOnlyList<FoundPhrase<Concept>> Said { get; }

    /// <summary>The known phrase that begins with a word; null when none does.</summary>
    public FoundPhrase<Concept>? PhraseAt(int first)
    {
        foreach (var phrase in Phrases)
        {
            if (phrase.First == first)
            {
                return phrase;
            }
        }

        return null;
    }

    /// <summary>Null for what is no text, and where the call has been read enough.</summary>
    public static SaidText? Read(JsonElement json, ResourceReading reading)
    {
        if (json.ValueKind != JsonValueKind.String || !reading.SpendOn(json) || json.AsText() is not { Length: > 0 } text)
        {
            return null;
        }

        var words = TextWords.Of(text);
        if (words.Count == 0)
        {
            return null;
        }

        var phrases = new List<FoundPhrase<Concept>>();
        var index = reading.Vocabulary.Phrases(ConceptKind.Indication);
        if (index.MayBeIn(text))
        {
            index.Find(words, phrases);
            phrases.RemoveRange(Math.Min(MostPhrases, phrases.Count), Math.Max(0, phrases.Count - MostPhrases));
            _ = reading.Call.Spend(phrases.Count);
        }

        return new SaidText(json, words, Statements.Unsaid(words), phrases);
    }
}
