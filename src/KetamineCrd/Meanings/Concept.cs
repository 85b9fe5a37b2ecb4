
namespace KetamineCrd.Meanings;

/// <summary>A meaning that codes and words can have, such as "ketamine" or "intravenous": one value set with a focus. Compared by reference.</summary>
public sealed class Concept(string id, string url, string title, ConceptKind kind)
{
    /// <summary>The id of its ValueSet.</summary>
    public string Id => id;

    /// <summary>The canonical URL of its ValueSet.</summary>
    public string Url => url;

    public string Title => title;

    public ConceptKind Kind => kind;

    /// <summary>What an ambiguous meaning may stand for, possibly of another kind (an infusion code means a route). Empty when it stands for itself.</summary>
    public IReadOnlyList<Concept> MayMean { get; internal set; } = [];

    /// <summary>What it means once something says that it is chronic; null when that is not its question.</summary>
    public Concept? ChronicMeaning { get; internal set; }

    /// <summary>What a reason of which a policy does not speak does to an answer about another reason of the same order.</summary>
    public BesideOtherReasons BesideOtherReasons { get; internal init; }

    /// <summary>A complaint that comes and goes, so that an old onset does not make it chronic (migraine, cluster headache).</summary>
    public bool IsEpisodic { get; internal init; }

    /// <summary>
    /// True for what only looks like a meaning ("respiratory depression"): it is recognised and then dropped. Of the kind drug: another drug,
    /// which settles that the order is not ours to judge (lidocaine with epinephrine).
    /// </summary>
    public bool IsNothing { get; internal init; }

    /// <summary>A drug counts only when the route is known to be this one beyond doubt; null when the route does not matter for that.</summary>
    public Concept? OnlyByRoute { get; internal set; }

    /// <summary>The route of a drug where nothing says another one; null when it has no usual one.</summary>
    public Concept? UsualRoute { get; internal set; }

    /// <summary>Of a product line: those of the coverages it pays after. Empty for a line that is not about that.</summary>
    public IReadOnlyList<Concept> PaysAfter { get; internal set; } = [];

    /// <summary>Of a product line: those whose codes a coverage of this line may have, as they are wider or tell the form of a plan only. Empty for none.</summary>
    public IReadOnlyList<Concept> PartOf { get; internal set; } = [];

    /// <summary>Where one fact was recognised several ways, the highest decides.</summary>
    public int Precedence { get; internal init; }

    /// <summary>True when this may be what the other says, only said more exactly.</summary>
    public bool Narrows(Concept other) =>
        PartOf.Contains(other) || other.MayMean.Contains(this) || other.MayMean.Any(PartOf.Contains);

    public override string ToString() => id;
}

/// <summary>The kinds of fact a concept is about; the codes of CodeSystem <c>fact</c>.</summary>
public enum ConceptKind
{
    Drug,
    Route,
    DoseForm,
    Administration,
    Indication,
    ProductLine,
}

public enum BesideOtherReasons
{
    /// <summary>It may be what is treated: beside a reason that is answered, it is asked which of them is.</summary>
    Rival,

    /// <summary>It changes nothing: it stands on many lists, or is a status (hypertension, long-term drug use). It counts only where it is the only reason.</summary>
    Ignore,

    /// <summary>A denial is not given; it is asked which of the reasons is treated.</summary>
    Ask,

    /// <summary>Nothing is said: the order is part of a procedure.</summary>
    Silence,
}
