using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Tests.Fhir.Terminology;

/// <summary>Code systems by their other names: OIDs as the HL7 OID registry has them, HL7 Terminology URIs, other spellings.</summary>
public sealed class CodeSystemsTests
{
    [Theory]
    [InlineData("urn:oid:2.16.840.1.113883.6.88", CodeSystems.RxNorm)]
    [InlineData("URN:OID:2.16.840.1.113883.6.88", CodeSystems.RxNorm)]
    [InlineData("2.16.840.1.113883.6.88", CodeSystems.RxNorm)]
    [InlineData("https://www.nlm.nih.gov/research/umls/rxnorm", CodeSystems.RxNorm)]
    [InlineData("http://www.NLM.nih.gov/research/umls/rxnorm/", CodeSystems.RxNorm)]
    [InlineData("urn:oid:2.16.840.1.113883.6.69", CodeSystems.Ndc)]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-ndc", CodeSystems.Ndc)]
    [InlineData("urn:oid:2.16.840.1.113883.6.96", CodeSystems.SnomedCt)]
    [InlineData("http://snomed.info/sct/", CodeSystems.SnomedCt)]
    [InlineData("urn:oid:2.16.840.1.113883.6.90", CodeSystems.Icd10Cm)]
    [InlineData("http://hl7.org/fhir/sid/icd-10", CodeSystems.Icd10Cm)]
    [InlineData("urn:oid:2.16.840.1.113883.6.12", CodeSystems.Cpt)]
    [InlineData("http://terminology.hl7.org/CodeSystem/CPT", CodeSystems.Cpt)]
    [InlineData("urn:oid:2.16.840.1.113883.6.285", CodeSystems.Cpt)]
    [InlineData("urn:oid:2.16.840.1.113883.4.9", CodeSystems.Unii)]
    [InlineData("urn:oid:2.16.840.1.113883.6.1", CodeSystems.Loinc)]
    [InlineData("HTTPS://Loinc.org", CodeSystems.Loinc)]
    [InlineData("urn:oid:2.16.840.1.113883.6.73", CodeSystems.Atc)]
    [InlineData("urn:oid:2.16.840.1.113883.12.203", "http://terminology.hl7.org/CodeSystem/v2-0203")]
    [InlineData("urn:oid:2.16.840.1.113883.5.112", "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration")]
    [InlineData("2.16.840.1.113883.6.300", CodeSystems.Naic)]
    public void Another_name_stands_for_the_system(string name, string system)
    {
        Assert.Equal(system, CodeSystems.Canonical(name));
        Assert.True(CodeSystems.IsAlias(name));
    }

    [Theory]
    [InlineData(CodeSystems.RxNorm)]
    [InlineData(CodeSystems.Icd10Cm)]
    [InlineData("https://nahdo.org/sopt")]
    [InlineData("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")] // its own name, though read with CPT
    [InlineData("https://ehr.example.org/local/")]
    [InlineData("urn:oid:1.2.840.114350.1.13.0")]
    public void The_own_name_and_a_system_that_is_not_known_are_no_other_name(string name) => Assert.False(CodeSystems.IsAlias(name));
}
