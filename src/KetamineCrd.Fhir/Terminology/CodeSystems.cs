using System.Collections.Frozen;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>The names under which code systems are met, and the one form in which their codes are compared.</summary>
/// <remarks>
/// HCPCS Level II and CPT are one system here: real orders carry codes of either under the URI of the other, and they cannot be confused (five
/// digits, or a letter and four digits). ICD-10 without "CM" is read as ICD-10-CM, since the data are of the United States.
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

    /// <summary>HL7 table 0203: what an identifier is.</summary>
    public const string IdentifierType = $"{Terminology}v2-0203";

    /// <summary>Company codes of the National Association of Insurance Commissioners.</summary>
    public const string Naic = "urn:oid:2.16.840.1.113883.6.300";

    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    // By the form that Spelling gives. OIDs as the HL7 OID registry has them.
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["urn:oid:2.16.840.1.113883.6.88"] = RxNorm,
        [$"{Terminology}v3-rxnorm"] = RxNorm,
        ["urn:oid:2.16.840.1.113883.6.69"] = Ndc,
        [$"{Terminology}v3-ndc"] = Ndc,
        ["urn:oid:2.16.840.1.113883.6.96"] = SnomedCt,
        [$"{Terminology}v3-snomed-CT"] = SnomedCt,
        ["urn:oid:2.16.840.1.113883.6.90"] = Icd10Cm,
        ["urn:oid:2.16.840.1.113883.6.3"] = Icd10Cm,
        ["http://hl7.org/fhir/sid/icd-10"] = Icd10Cm,
        [$"{Terminology}icd10CM"] = Icd10Cm,
        [$"{Terminology}v3-icd10CM"] = Icd10Cm,
        ["urn:oid:2.16.840.1.113883.6.12"] = Cpt,
        [$"{Terminology}CPT"] = Cpt,
        [$"{Terminology}v3-cpt-4"] = Cpt,
        ["http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"] = Cpt,
        ["urn:oid:2.16.840.1.113883.6.285"] = Cpt,
        [$"{Terminology}HCPCS"] = Cpt,
        [$"{Terminology}HCPCS-all-codes"] = Cpt,
        [$"{Terminology}v3-hcpcs"] = Cpt,
        ["urn:oid:2.16.840.1.113883.4.9"] = Unii,
        [$"{Terminology}v3-unii"] = Unii,
        ["urn:oid:2.16.840.1.113883.6.1"] = Loinc,
        ["urn:oid:2.16.840.1.113883.6.73"] = Atc,
        ["http://ncithesaurus-stage.nci.nih.gov"] = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        ["urn:oid:2.16.840.1.113883.3.26.1.1"] = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        ["urn:oid:2.16.840.1.113883.3.221.5"] = "https://nahdo.org/sopt",
        ["http://nahdo.org/sopt"] = "https://nahdo.org/sopt",
        ["urn:oid:2.16.840.1.113883.5.112"] = $"{Terminology}v3-RouteOfAdministration",
        ["http://hl7.org/fhir/v3/RouteOfAdministration"] = $"{Terminology}v3-RouteOfAdministration",
        ["urn:oid:2.16.840.1.113883.5.4"] = $"{Terminology}v3-ActCode",
        ["http://hl7.org/fhir/v3/ActCode"] = $"{Terminology}v3-ActCode",
        ["urn:oid:2.16.840.1.113883.12.162"] = $"{Terminology}v2-0162",
        ["http://hl7.org/fhir/v2/0162"] = $"{Terminology}v2-0162",
        ["urn:oid:2.16.840.1.113883.12.203"] = IdentifierType,
        ["http://hl7.org/fhir/v2/0203"] = IdentifierType,
        ["http://hl7.org/fhir/coverage-class"] = $"{Terminology}coverage-class",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Every system by its own name in the form that Spelling gives, so that "HTTP://Loinc.org/" is found.
    private static readonly FrozenDictionary<string, string> Names = new[] { RxNorm, Ndc, SnomedCt, Icd10Cm, Cpt, Unii, Loinc, Atc, Naic }
        .Concat(Aliases.Values)
        .Distinct(StringComparer.Ordinal)
        .Where(s => !Aliases.ContainsKey(Spelling(s)))
        .Select(s => KeyValuePair.Create(Spelling(s), s))
        .Concat(Aliases)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // SNOMED CT is not among them: its value sets are single concepts without their descendants, so an unknown code proves nothing.
    private static readonly FrozenSet<string> DrugOrServiceSystems =
        FrozenSet.ToFrozenSet([RxNorm, Ndc, Unii, Atc, Cpt, Loinc], StringComparer.Ordinal);

    /// <summary>The one URI that stands for all names and spellings of the system: scheme and host in any letters, http or https, a slash too many at the end, an OID.</summary>
    public static string Canonical(string system) =>
        Names.TryGetValue(system, out var name) || Names.TryGetValue(Spelling(system), out name) ? name : system;

    /// <summary>True when the system is named otherwise than by the URI that stands for it.</summary>
    public static bool IsAlias(string system) => Canonical(system) != system && !IsNamedByOther(system);

    /// <summary>True when a code of the system that no value set knows says that the order is for something else.</summary>
    public static bool NamesDrugsOrServices(string canonicalSystem) => DrugOrServiceSystems.Contains(canonicalSystem);

    /// <summary>True when a code of the system is a diagnosis or a finding, so that it is read by the code whatever stands beside it.</summary>
    public static bool NamesDiagnoses(string canonicalSystem) =>
        canonicalSystem is Icd10Cm or SnomedCt or "http://hl7.org/fhir/sid/icd-9-cm" or "http://hl7.org/fhir/sid/icd-11" or "http://id.who.int/icd/release/11/mms";

    /// <summary>True where a code includes all codes that begin with it: ICD-10-CM, and NDC down from labeler and product.</summary>
    public static bool IsHierarchicalByPrefix(string canonicalSystem) => canonicalSystem is Icd10Cm or Ndc;

    /// <summary>The code in the form in which it is compared: without blanks around it, ICD-10-CM in upper case without dot, NDC in 11 digits, HCPCS in upper case.</summary>
    public static string Normalize(string canonicalSystem, string code) => canonicalSystem switch
    {
        Icd10Cm => code.Replace(".", "", StringComparison.Ordinal).Trim().ToUpperInvariant(),
        Ndc => NationalDrugCode.ToElevenDigits(code.Trim()) ?? code.Trim(),
        Cpt => code.Trim().ToUpperInvariant(),
        _ => code.Trim(),
    };

    // HCPCS has a URI of its own, which the standards ask for.
    private static bool IsNamedByOther(string system) => system is "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";

    private static string Spelling(string system)
    {
        var text = system.Trim();
        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            return text.ToLowerInvariant();
        }

        var hasScheme = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!hasScheme)
        {
            // An OID without its scheme.
            return text.StartsWith("2.16.840.1.", StringComparison.Ordinal) ? $"urn:oid:{text}" : text;
        }

        var host = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/');
        var path = host.IndexOf('/', StringComparison.Ordinal);
        return path < 0 ? $"http://{host.ToLowerInvariant()}" : $"http://{host[..path].ToLowerInvariant()}{host[path..]}";
    }
}
