using KetamineCrd.Meanings;

namespace KetamineCrd.Tests.Fhir.Terminology;

/// <summary>Words are weaker than codes: whole words only, the longest phrase first (terminology README, "Drugs" and "Files").</summary>
public sealed class PhraseIndexTests
{
    // "Test esketamine first: 'esketamine' contains 'ketamine'."
    [Theory]
    [InlineData("ketamine", "ketamine")]
    [InlineData("KETAMINE HCL", "ketamine")]
    [InlineData("Ketamine 50 mg/mL injection", "ketamine")]
    [InlineData("compounded ketamine, oral", "ketamine")]
    [InlineData("(ketamine)", "ketamine")]
    [InlineData("Ketalar", "ketamine")]
    [InlineData("KETARx", "ketamine")]
    [InlineData("racemic ketamine", "ketamine")]
    [InlineData("R,S-ketamine", "ketamine")]
    [InlineData("drugs-ketamine", "ketamine")]
    [InlineData("esketamine", "esketamine")]
    [InlineData("Esketamine 84 mg nasal", "esketamine")]
    [InlineData("Spravato", "esketamine")]
    [InlineData("S-ketamine", "esketamine")]
    [InlineData("s-ketamine infusion", "esketamine")]
    [InlineData("S(+)-ketamine", "esketamine")]
    [InlineData("(S)-ketamine", "esketamine")]
    [InlineData("esketamine (S-ketamine)", "esketamine")]
    [InlineData("esketamine, not to be confused with ketamine", "esketamine")]
    [InlineData("ketamine then ketamine again", "ketamine")]
    [InlineData("arketamine", "")]
    [InlineData("ketamin", "")]
    [InlineData("norketamine", "")]
    [InlineData("ketaminelike", "")]
    [InlineData("ketorolac", "")]
    [InlineData("", "")]
    public void A_drug_is_recognised_by_whole_words_only(string text, string expected) => Assert.Equal(expected, Find(ConceptKind.Drug, text));

    [Theory]
    [InlineData("no ketamine", "")]
    [InlineData("not ketamine", "")]
    [InlineData("without ketamine", "")]
    [InlineData("non-ketamine", "")]
    [InlineData("No  ketamine", "")]
    [InlineData("never ketamine. Ketamine later", "ketamine")]
    [InlineData("casino ketamine", "ketamine")]
    [InlineData("morphine was denied. Ketamine", "ketamine")]
    public void A_phrase_right_after_a_negation_does_not_count(string text, string expected) => Assert.Equal(expected, Find(ConceptKind.Drug, text));

    [Theory]
    [InlineData("chronic low back pain", "chronic-pain")]
    [InlineData("low back pain", "pain-chronicity-unstated")]
    [InlineData("acute on chronic pain", "pain-chronicity-unstated")]
    [InlineData("acute postoperative pain", "acute-pain")]
    [InlineData("chronic migraine", "chronic-headache")]
    [InlineData("migraine", "headache-chronicity-unstated")]
    [InlineData("migraines", "headache-chronicity-unstated")]
    [InlineData("painting", "")]
    [InlineData("denies pain", "")]
    [InlineData("chronic pain, depression", "chronic-pain psychiatric")]
    public void The_longest_phrase_counts_and_a_phrase_inside_it_does_not(string text, string expected) =>
        Assert.Equal(expected, Find(ConceptKind.Indication, text));

    // "Depression" after "respiratory" is no psychiatric disorder.
    [Theory]
    [InlineData("respiratory depression", "")]
    [InlineData("watch for respiratory depression. For major depression", "psychiatric")]
    public void A_phrase_that_only_looks_like_a_reason_hides_the_phrase_inside_it(string text, string expected) =>
        Assert.Equal(expected, Find(ConceptKind.Indication, text));

    // "IN as text is a common word: it is not in the list."
    [Theory]
    [InlineData("0.5 mg/kg IV over 40 minutes", "route-intravenous")]
    [InlineData("i.v.", "route-intravenous")]
    [InlineData("IV infusion", "route-intravenous")]
    [InlineData("infusion", "route-infusion-unspecified")]
    [InlineData("50 mg in 100 mL", "")]
    [InlineData("active", "")]
    [InlineData("give IM or SC", "route-intramuscular route-subcutaneous")]
    public void A_route_is_recognised_by_whole_words_only(string text, string expected) => Assert.Equal(expected, Find(ConceptKind.Route, text));

    private static string Find(ConceptKind kind, string text)
    {
        var found = new List<Concept>();
        Engine.Instance.Vocabulary.FindWords(kind, text, found);
        return string.Join(' ', found.Select(c => c.Id));
    }
}
