using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.Policies;

/// <summary>One line of a code list.</summary>
internal sealed record ListedCode(string Code, string Display, string System);

/// <summary>The content of one value set as people read it.</summary>
internal sealed class CodeListing
{
    private const string NciThesaurus = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl";
    private const string Hl7 = "http://terminology.hl7.org/CodeSystem/";

    private CodeListing(string title, ValueSet set)
    {
        Title = title;
        Codes = [.. set.Codes.Where(c => !IsWords(c.System)).Select(c => c.System)
            .Concat(set.Prefixes.Select(p => p.System))
            .Concat(set.Patterns.Select(p => p.System))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(system => Of(system, set))];
        Words = [.. set.Codes.Where(c => IsWords(c.System)).Select(c => c.Written)];
        LeftOut = [.. set.ExcludedPrefixes.Select(p => $"{WithPunctuation(p.System, p.Prefix)} and below")];
    }

    public string Title { get; }

    public IReadOnlyList<ListedCode> Codes { get; }

    /// <summary>Phrases of free text.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>What the value set takes out again.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>True when codes of the American Medical Association are among them.</summary>
    public bool HasCpt => Codes.Any(c => c.System == "CPT");

    /// <summary>The value sets, each once, with those that they include in their place.</summary>
    public static IReadOnlyList<CodeListing> Of(
        IEnumerable<(string? Label, string Url)> valueSets, IReadOnlyDictionary<string, ValueSet> held)
    {
        var listings = new List<CodeListing>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (label, url) in valueSets)
        {
            Add(label, url);
        }

        return listings;

        void Add(string? label, string url)
        {
            if (!seen.Add(url) || !held.TryGetValue(url, out var set))
            {
                return;
            }

            if (set.Codes.Count + set.Prefixes.Count + set.Patterns.Count > 0)
            {
                listings.Add(new CodeListing(label ?? set.Title, set));
            }

            foreach (var include in set.Includes)
            {
                Add(null, include);
            }
        }
    }

    private static bool IsWords(string system) => system == OwnCanonical.Words;

    private static IEnumerable<ListedCode> Of(string system, ValueSet set)
    {
        var prefixes = set.Prefixes.Where(p => p.System == system).Select(p => p.Prefix).ToHashSet(StringComparer.Ordinal);
        var codes = set.Codes.Where(c => c.System == system).ToArray();
        var listed = codes
            .Select(c => (Key: c.Code, Listed: new ListedCode(prefixes.Contains(c.Code) ? $"{c.Written} and below" : c.Written, c.Display, NameOf(system, c.Code))))
            .Concat(prefixes.Except(codes.Select(c => c.Code), StringComparer.Ordinal)
                .Select(p => (Key: p, Listed: new ListedCode($"{WithPunctuation(system, p)} and below", system == CodeSystems.Ndc ? "every package of this product" : "", NameOf(system, p)))));
        if (CodeSystems.IsHierarchicalByPrefix(system))
        {
            listed = listed.OrderBy(l => l.Key, StringComparer.Ordinal);
        }

        return listed.Select(l => l.Listed)
            .Concat(set.Patterns.Where(p => p.System == system)
                .Select(p => new ListedCode(p.Pattern.ToString()["^(?:".Length..^")$".Length], "every code of this form", NameOf(system, "0"))));
    }

    // Prefixes are held in the form in which codes are compared.
    private static string WithPunctuation(string system, string prefix) => system switch
    {
        CodeSystems.Icd10Cm when prefix.Length > 3 => $"{prefix[..3]}.{prefix[3..]}",
        CodeSystems.Ndc when prefix.Length == 9 => $"{prefix[..5]}-{prefix[5..]}",
        _ => prefix,
    };

    private static string NameOf(string system, string code) => system switch
    {
        CodeSystems.RxNorm => "RxNorm",
        CodeSystems.Ndc => "NDC",
        CodeSystems.SnomedCt => "SNOMED CT",
        CodeSystems.Icd10Cm => "ICD-10-CM",
        CodeSystems.Cpt => code.Length > 0 && char.IsAsciiLetter(code[0]) ? "HCPCS" : "CPT", // one system here; HCPCS codes begin with a letter
        CodeSystems.Unii => "UNII",
        CodeSystems.Loinc => "LOINC",
        CodeSystems.Atc => "ATC",
        NciThesaurus => "NCIt",
        _ when system.StartsWith(Hl7, StringComparison.Ordinal) => $"HL7 {system[Hl7.Length..]}",
        _ => system[(system.LastIndexOf('/') + 1)..],
    };
}
