using KetamineCrd.Meanings;

namespace KetamineCrd.Facts;

/// <summary>Which drug an order is for, as far as held policies care.</summary>
public abstract record DrugFact
{
    private DrugFact()
    {
    }

    /// <summary>A drug that a value set names.</summary>
    public sealed record Named(Concept Drug, FactBasis Basis) : DrugFact;

    /// <summary>An administration or unclassified-drug code, and nothing that says of which drug.</summary>
    public sealed record Unnamed : DrugFact
    {
        public static readonly Unnamed Instance = new();
    }

    /// <summary>Not ours to judge: something else, or for all that is known.</summary>
    /// <param name="IsUnread">It stands in a resource that there is nobody to ask for: the order may be for anything.</param>
    public sealed record Other(bool IsUnread) : DrugFact
    {
        public static readonly Other Instance = new(IsUnread: false);

        public static readonly Other Unread = new(IsUnread: true);
    }

    /// <summary>In a resource that could not be read.</summary>
    public sealed record Unreadable : DrugFact
    {
        public static readonly Unreadable Instance = new();
    }
}
