using System.Collections.Concurrent;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Keeps the words of cards: they are the same for most calls, and rendering them is a third of the work of an answer.</summary>
internal sealed class CardWordsCache
{
    // The base address may come from the client, so the number of entries is bounded.
    private const int Most = 1_024;

    private readonly ConcurrentDictionary<CardSubject, CardWords> _words = new();

    public CardWords GetOrRender(CardSubject subject, Func<CardSubject, CardWords> render)
    {
        if (!_words.TryGetValue(subject, out var words))
        {
            words = render(subject);
            if (_words.Count < Most)
            {
                _words.TryAdd(subject, words);
            }
        }

        return words;
    }
}

/// <summary>Everything that a card's words depend on. Policies and rules are compared by reference.</summary>
internal readonly record struct CardSubject(
    CardKind Kind, PolicyVersion Policy, PolicyRule? Rule, Payer Payer, string BaseAddress, HookKind Hook,
        string DrugNames, string Drugs, CardQuestion Question, string Also, string Caution, string Terms, string Remarks)
{
    public bool Equals(CardSubject other) =>
        ReferenceEquals(Policy, other.Policy) && ReferenceEquals(Rule, other.Rule) && ReferenceEquals(Payer, other.Payer)
        && (Kind, BaseAddress, Hook, DrugNames, Drugs, Question, Also) == (other.Kind, other.BaseAddress, other.Hook, other.DrugNames, other.Drugs, other.Question, other.Also)
        && (Caution, Terms, Remarks) == (other.Caution, other.Terms, other.Remarks);

    public override int GetHashCode() => HashCode.Combine(Kind, Policy.Number, Rule?.Id, BaseAddress, Hook, Drugs, Question, Remarks);
}

/// <summary>What a card asks: the facts in its sentence, the same for its summary, and what each answer leads to. Empty where it asks nothing.</summary>
internal readonly record struct CardQuestion(string Missing, string MissingNames, string Answers);

/// <summary>The rendered parts of a card.</summary>
internal sealed record CardWords(string Summary, string Detail, IReadOnlyList<CardLink> Links);
