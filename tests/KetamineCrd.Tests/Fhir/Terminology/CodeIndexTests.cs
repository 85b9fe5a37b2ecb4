using System.Text.Json;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Meanings;

namespace KetamineCrd.Tests.Fhir.Terminology;

public sealed class CodeIndexTests
{
    // Terminology README, "Indications": upper-case, drop the dot, longest prefix wins, then except.
    [Theory]
    [InlineData("G90.511", "chronic-pain")]
    [InlineData("G90511", "chronic-pain")]
    [InlineData("g90.511", "chronic-pain")]
    [InlineData("g90511", "chronic-pain")]
    [InlineData("G90.5", "chronic-pain")]
    [InlineData("G90", null)]
    [InlineData("M79.7", "chronic-pain")]
    [InlineData("M54.50", "pain-chronicity-unstated")]
    [InlineData("M54.5", "pain-chronicity-unstated")]
    [InlineData("R51.9", "headache-chronicity-unstated")]
    [InlineData("G89.3", "cancer-pain")]
    [InlineData("G89.18", "acute-pain")]
    [InlineData("G89.29", "chronic-pain")]
    [InlineData("F33.2", "psychiatric")]
    [InlineData("R45.851", "psychiatric")]
    [InlineData("F10.20", "substance-use")]
    [InlineData("I10", "bystander")]
    public void A_diagnosis_is_found_with_and_without_its_dot_in_any_case(string code, string? group) =>
        Assert.Equal(group, Indication(code));

    [Theory]
    [InlineData("G43.909", "headache-chronicity-unstated")] // migraine
    [InlineData("G43.709", "chronic-headache")]         // chronic migraine, inside the same G43
    [InlineData("G44.209", "headache-chronicity-unstated")]
    [InlineData("G44.221", "chronic-headache")]
    [InlineData("G44.319", "acute-pain")]
    [InlineData("B02.29", "chronic-pain")]
    [InlineData("B02.23", "chronic-pain")]
    [InlineData("B02.21", "pain-chronicity-unstated")]  // "left ambiguous through B02.2"
    [InlineData("B02.24", "pain-chronicity-unstated")]
    [InlineData("F45.42", "chronic-pain")]              // "F45.4 is a pain disorder: longest prefix puts it in chronic-pain"
    [InlineData("F45.0", "psychiatric")]                // rule 12: F20-F48 less F45.4
    [InlineData("F05", null)]                           // "F01-F99 codes not listed are not decided here"
    [InlineData("E11.40", "chronic-pain")]
    [InlineData("E11.43", null)]                        // autonomic neuropathy, excepted
    [InlineData("E11.9", "bystander")]
    [InlineData("G54.6", "chronic-pain")]
    [InlineData("G54.7", null)]                         // phantom limb without pain, "left out on purpose"
    public void The_longest_prefix_wins_and_then_what_is_excepted(string code, string? group) => Assert.Equal(group, Indication(code));

    [Fact]
    public void The_older_URI_of_ICD_10_CM_is_the_same_system() =>
        Assert.Equal("chronic-pain", Engine.Instance.Vocabulary.FindCode(ConceptKind.Indication, "http://terminology.hl7.org/CodeSystem/icd10CM", "G90.511")?.Id);

    // "Real orders carry J-codes under the CPT URI and CPT under the HCPCS URI. Accept either"; three spellings of HCPCS.
    [Theory]
    [InlineData("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")]
    [InlineData("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")]
    [InlineData("urn:oid:2.16.840.1.113883.6.285")]
    [InlineData("http://www.ama-assn.org/go/cpt")]
    public void A_procedure_code_is_found_under_every_spelling_of_HCPCS_and_under_CPT(string system)
    {
        var vocabulary = Engine.Instance.Vocabulary;
        Assert.Equal("unclassified-drug", vocabulary.FindCode(ConceptKind.Administration, system, "J3490")?.Id);
        Assert.Equal("unclassified-drug", vocabulary.FindCode(ConceptKind.Administration, system, "j3490 ")?.Id);
        Assert.Equal("administration-iv-infusion", vocabulary.FindCode(ConceptKind.Administration, system, "96365")?.Id);
        Assert.Equal("esketamine", vocabulary.FindCode(ConceptKind.Drug, system, "S0013")?.Id);
        Assert.Null(vocabulary.FindCode(ConceptKind.Drug, system, "J3000")); // streptomycin, not ketamine
    }

    // "Anaesthesia codes 00100-01999".
    [Theory]
    [InlineData("00100", "administration-anesthesia")]
    [InlineData("00999", "administration-anesthesia")]
    [InlineData("01999", "administration-anesthesia")]
    [InlineData("00099", null)]
    [InlineData("02000", null)]
    [InlineData("001000", null)]
    [InlineData("99152", "administration-sedation")]
    public void A_range_of_codes_holds_on_both_ends(string code, string? group) =>
        Assert.Equal(group, Engine.Instance.Vocabulary.FindCode(ConceptKind.Administration, CodeSystems.Cpt, code)?.Id);

    [Fact]
    public void A_code_of_another_system_is_another_code()
    {
        Assert.Equal("ketamine", Engine.Instance.Vocabulary.FindCode(ConceptKind.Drug, CodeSystems.RxNorm, "6130")?.Id);
        Assert.Null(Engine.Instance.Vocabulary.FindCode(ConceptKind.Drug, CodeSystems.SnomedCt, "6130"));
    }

    [Fact]
    public void SNOMED_CT_codes_have_no_prefixes() => Assert.Null(Engine.Instance.Vocabulary.FindCode(ConceptKind.Route, CodeSystems.SnomedCt, "4762500"));

    [Fact]
    public void A_code_or_prefix_in_two_value_sets_is_reported_and_goes_to_the_first()
    {
        var problems = new List<string>();
        var index = CodeIndex<string>.Build(
            [(ReadSet("a"), "first"), (ReadSet("b"), "second")],
            (set, _) => problems.Add(set.Id));

        Assert.Equal(["b", "b"], problems);
        Assert.Equal("first", index.Find(CodeSystems.RxNorm, "6130"));
        Assert.Equal("first", index.Find(CodeSystems.Icd10Cm, "G90.511"));
    }

    private static string? Indication(string code) => Engine.Instance.Vocabulary.FindCode(ConceptKind.Indication, CodeSystems.Icd10Cm, code)?.Id;

    private static ValueSet ReadSet(string id) => ValueSet.Read(
        JsonElement.Parse($$"""
            { "id": "{{id}}", "url": "u/{{id}}", "compose": { "include": [
              { "system": "{{CodeSystems.RxNorm}}", "concept": [{ "code": "6130" }] },
              { "system": "{{CodeSystems.Icd10Cm}}", "filter": [{ "property": "concept", "op": "is-a", "value": "G90.5" }] }] } }
            """),
        "https://example.org/valid-period",
        (_, message) => Assert.Fail(message))!;
}
