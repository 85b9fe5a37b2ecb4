using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>The code systems whose codes are written in more than one way, and how each is brought to one form before it is compared.</summary>
/// <remarks>
/// HCPCS Level II is met under three URIs, and real orders carry its codes under the CPT URI and CPT codes under HCPCS; both are one
/// system here, since their codes cannot be confused (five digits, or a letter and four digits).
/// </remarks>
public static class CodeSystems
{
    public const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    public const string Ndc = "http://hl7.org/fhir/sid/ndc";
    public const string SnomedCt = "http://snomed.info/sct";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Cpt = "http://www.ama-assn.org/go/cpt";
    public const string Unii = "http://fdasis.nlm.nih.gov";
    public const string Loinc = "http://loinc.org";
    public const string Atc = "http://www.whocc.no/atc";

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["http://terminology.hl7.org/CodeSystem/icd10CM"] = Icd10Cm,
        ["http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"] = Cpt,
        ["https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"] = Cpt,
        ["urn:oid:2.16.840.1.113883.6.285"] = Cpt,
        ["http://ncithesaurus-stage.nci.nih.gov"] = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        ["urn:oid:2.16.840.1.113883.3.221.5"] = "https://nahdo.org/sopt",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // SNOMED CT is not among them: its value sets are single concepts without their descendants, so an unknown code proves nothing.
    private static readonly FrozenSet<string> DrugOrServiceSystems =
        FrozenSet.ToFrozenSet([RxNorm, Ndc, Unii, Atc, Cpt, Loinc], StringComparer.Ordinal);

    /// <summary>The one URI that stands for all spellings of the system.</summary>
    public static string Canonical(string system) => Aliases.GetValueOrDefault(system, system);

    /// <summary>True when a code of the system that no value set knows says that the order is for something else.</summary>
    public static bool NamesDrugsOrServices(string canonicalSystem) => DrugOrServiceSystems.Contains(canonicalSystem);

    /// <summary>True when a code of the system is a diagnosis or a finding, so that it is read by the code whatever stands beside it.</summary>
    public static bool NamesDiagnoses(string canonicalSystem) =>
        canonicalSystem is Icd10Cm or SnomedCt or "http://hl7.org/fhir/sid/icd-10" or "http://hl7.org/fhir/sid/icd-9-cm" or "http://hl7.org/fhir/sid/icd-11" or "http://id.who.int/icd/release/11/mms";

    /// <summary>True where a code includes all codes that begin with it: ICD-10-CM, and NDC down from labeler and product.</summary>
    public static bool IsHierarchicalByPrefix(string canonicalSystem) => canonicalSystem is Icd10Cm or Ndc;

    /// <summary>The code in the form in which it is compared: ICD-10-CM in upper case without dot, NDC in 11 digits, HCPCS in upper case.</summary>
    public static string Normalize(string canonicalSystem, string code) => canonicalSystem switch
    {
        Icd10Cm => code.Replace(".", "", StringComparison.Ordinal).Trim().ToUpperInvariant(),
        Ndc => NationalDrugCode.ToElevenDigits(code) ?? code,
        Cpt => code.Trim().ToUpperInvariant(),
        _ => code,
    };
}
