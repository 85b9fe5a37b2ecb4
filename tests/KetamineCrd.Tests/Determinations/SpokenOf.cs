using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Determinations;

/// <summary>Draws what policies speak of: a rule of a version, one of its payers, and for each fact the rule asks about a value that it names.</summary>
internal static class SpokenOf
{
    private static readonly Vocabulary Vocabulary = Engine.Instance.Vocabulary;

    private static readonly (PolicyVersion Version, PolicyRule Rule)[] Rules =
        [.. Engine.Instance.Policies.Policies.SelectMany(p => p.Versions).SelectMany(v => v.Rules.Select(r => (v, r)))];

    /// <param name="routes">SNOMED CT routes, for a rule that names none.</param>
    /// <param name="lines">Product lines in the words of <see cref="Given.SetLine"/>, for a rule that names none.</param>
    /// <param name="reasons">ICD-10-CM codes, for a rule that names none.</param>
    public static Gen<Scenario> AnyRule(string[] routes, string[] lines, string[] reasons) =>
        from spoken in Gen.Elements(Rules)
        from payer in Gen.Elements(spoken.Version.Payers.AsEnumerable())
        from drug in Gen.Elements(spoken.Rule.Drugs.SelectMany(Drugs))
        from route in Gen.Elements(Values(spoken.Rule.Routes, Routes, routes))
        from line in Gen.Elements(Values(spoken.Rule.ProductLines, c => c == payer.ImpliedProductLine ? [""] : Lines(c), payer.ImpliedProductLine is null ? lines : [""]))
        from reason in Gen.Elements(Values(spoken.Rule.Indications, Reasons, reasons))
        from date in Gen.Elements(Days(spoken.Version))
        select new Scenario(payer.Name, line, date, drug, route, reason);

    /// <summary>JSON of medicationCodeableConcept: by RxNorm, by the first of its names.</summary>
    private static IEnumerable<string> Drugs(Concept drug) =>
    [
        .. Codes(drug, CodeSystems.RxNorm).Select(c => $$"""{ "coding": [{ "system": "{{CodeSystems.RxNorm}}", "code": "{{c}}" }] }"""),
        .. Codes(drug, Words).Take(1).Select(w => $$"""{ "text": "{{w}}" }"""),
    ];

    private static IEnumerable<string> Routes(Concept route) => Codes(route, CodeSystems.SnomedCt).Take(3);

    private static IEnumerable<string> Reasons(Concept reason) => Codes(reason, CodeSystems.Icd10Cm);

    private static IEnumerable<string> Lines(Concept line) =>
        [.. Codes(line, Given.Sopt).Take(2).Select(c => $"sopt:{c}"), .. Codes(line, Words).Take(2).Select(w => $"name:{w}")];

    private static string Words => OwnCanonical.Words;

    private static IEnumerable<string> Codes(Concept concept, string system) =>
        Vocabulary.ValueSets.TryGetValue(concept.Url, out var set) ? set.Codes.Where(c => c.System == CodeSystems.Canonical(system)).Select(c => c.Written) : [];

    // A concept that no code of the kind names is left out; where that leaves none, any value stands in.
    private static IEnumerable<string> Values(IEnumerable<Concept>? concepts, Func<Concept, IEnumerable<string>> values, IEnumerable<string> anything) =>
        concepts?.OrderBy(c => c.Id, StringComparer.Ordinal).SelectMany(values).ToArray() is { Length: > 0 } named ? named : anything;

    private static IEnumerable<string> Days(PolicyVersion version) =>
        new[] { version.Start, version.Start.AddDays(60), version.End ?? version.Start.AddDays(90) }.Select(d => d.ToString("yyyy-MM-dd", null));
}
