using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Tests.Determinations;

/// <summary>An ICD-10-CM code, with its dot, and its title.</summary>
internal sealed record Diagnosis(string Code, string Title)
{
    /// <summary>Every category and subcategory of 2018, the codes of pain and mental health that are billed, and those of our own value sets; each once, by code.</summary>
    public static IReadOnlyList<Diagnosis> All { get; } =
    [
        .. Read("icd-10-cm-titles.csv")
            .Concat(Read("icd-10-cm-indications.csv"))
            .Concat(Engine.Instance.Vocabulary.ValueSets.Values.SelectMany(s => s.Codes).Where(c => c.System == CodeSystems.Icd10Cm).Select(c => new Diagnosis(WithDot(c.Code), c.Display)))
            .DistinctBy(d => d.Code, StringComparer.Ordinal)
            .OrderBy(d => d.Code, StringComparer.Ordinal),
    ];

    /// <summary>The first three characters.</summary>
    public string Category => Code[..3];

    // CODE,"TITLE" with quotation marks doubled.
    private static IEnumerable<Diagnosis> Read(string file) =>
        from line in File.ReadLines(Repository.PathTo("tests", "data", file))
        let comma = line.IndexOf(',', StringComparison.Ordinal)
        where comma > 0
        select new Diagnosis(WithDot(line[..comma]), line[(comma + 1)..].Trim().Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal));

    private static string WithDot(string code) => code.Replace(".", "", StringComparison.Ordinal) is { Length: > 3 } plain ? $"{plain[..3]}.{plain[3..]}" : code;
}
