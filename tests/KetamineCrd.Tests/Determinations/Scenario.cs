using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KetamineCrd.Tests.Determinations;

/// <summary>One order and one coverage, as a few words; what a property is tried on.</summary>
internal sealed record Scenario(string Payer, string Line, string Date, string Drug, string Route, string Reasons)
{
    private static readonly string[] Payers =
    [
        "Excellus BlueCross BlueShield", "Univera Healthcare", "VA Community Care", "TRICARE",
        "Blue Cross and Blue Shield of Minnesota", "Blue Plus", "Medica", "Dean Health Plan", "Example Health Plan",
    ];

    private static readonly string[] Lines =
    [
        "", "sopt:512", "sopt:522", "sopt:21", "sopt:1", "sopt:111", "sopt:141", "sopt:23", "sopt:391", "sopt:3221", "sopt:3211", "sopt:3111", "sopt:63",
        "act:PUBLICPOL", "act:GOVEMP", "name:Essential Plan", "name:FEP Blue", "name:BadgerCare Plus", "name:MinnesotaCare",
        "name:Dean Care Gold", "name:Choice PPO, Medicare primary", "name:Marketplace Silver", "sopt:523",
    ];

    private static readonly string[] Dates =
    [
        "2014-01-01", "2015-05-27", "2015-05-28", "2019-06-03", "2020-03-18", "2020-03-19", "2022-06-01", "2024-09-30", "2024-10-01", "2024-11-15", "2025-01-26", "2025-01-27", "2025-03-19", "2025-03-20",
        "2025-06-02", "2025-08-20", "2025-08-21", "2026-03-31", "2026-04-01", "2030-01-01",
    ];

    private static readonly string[] Routes = ["", Given.Intravenous, Given.Intramuscular, Given.Subcutaneous, Given.Oral, Given.Nasal];

    private static readonly string[] SomeReasons =
    [
        Given.Crps, "M79.7", "G43.709", "M54.50", "G89.3", "G89.18", "F33.2", "F10.20", "I49.9", "Z01.818", "G90.511 F33.2", "F33.2 G90.511", "G90.511 G89.18",
        "G90.511 Z01.818", "M54.50 G89.29", "M54.50 F33.2",
    ];

    /// <summary>JSON of medicationCodeableConcept.</summary>
    public static IReadOnlyList<string> OurDrugs { get; } =
    [
        """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130" }] }""",
        """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "238082" }] }""",
        """{ "coding": [{ "system": "http://hl7.org/fhir/sid/ndc", "code": "0143-9509-01" }] }""",
        """{ "text": "ketamine" }""",
        """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "2119365" }] }""",
        """{ "text": "Spravato" }""",
        """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6387", "display": "lidocaine" }] }""",
        """{ "text": "lidocaine 2 % injection" }""",
    ];

    public static IReadOnlyList<string> OtherDrugs { get; } =
    [
        """{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J2004" }], "text": "lidocaine" }""",
        """{ "text": "lidocaine 1 % with epinephrine 1:100,000" }""",
        """{ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7052", "display": "morphine" }] }""",
        """{ "coding": [{ "system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "J3000", "display": "streptomycin" }] }""",
        """{ "coding": [{ "system": "http://hl7.org/fhir/sid/ndc", "code": "0143-9999-01" }] }""",
        """{ "text": "ketorolac 30 mg" }""",
        """{ "text": "propofol infusion" }""",
        """{ "text": "norketamine" }""",
        """{ "coding": [{ "system": "urn:local", "code": "6130", "display": "bupivacaine" }] }""",
        """{ }""",
    ];

    public static Arbitrary<Scenario> Any => Of(OurDrugs, [.. SomeReasons, ""]).ToArbitrary();

    /// <summary>With at least one reason that a code names.</summary>
    public static Arbitrary<Scenario> WithReason => Of(OurDrugs, SomeReasons).ToArbitrary();

    public static Arbitrary<Scenario> OfOtherDrugs =>
        (from scenario in Of(OurDrugs, [.. SomeReasons, ""])
         from drug in Gen.Elements(OtherDrugs.AsEnumerable())
         select scenario with { Drug = drug }).ToArbitrary();

    /// <summary>The order is signed on the day on which the drug is to be given.</summary>
    public Call Call(Action<JsonObject>? changeOrder = null, Action<JsonObject>? changeCoverage = null) => new()
    {
        Today = DateOnly.Parse(Date, null),
        Orders = [Given.Order(o =>
        {
            o["medicationCodeableConcept"] = Given.Json(Drug);
            o["authoredOn"] = Date;
            Given.SetDate(o, Date);
            Given.SetRoute(o, Route);
            Given.SetReasons(o, Reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            changeOrder?.Invoke(o);
        })],
        Coverages = [Given.Coverage(c =>
        {
            c["payor"]![0]!["display"] = Payer;
            c["period"] = new JsonObject();
            Given.SetLine(c, Line);
            changeCoverage?.Invoke(c);
        })],
    };

    // Two of three speak of what some policy speaks of; the third tries what nobody thought of.
    private static Gen<Scenario> Of(IEnumerable<string> drugs, string[] reasons) =>
        Gen.Frequency((2, SpokenOf.AnyRule(Routes, Lines, reasons)), (1, Anything(drugs, reasons)));

    private static Gen<Scenario> Anything(IEnumerable<string> drugs, IEnumerable<string> reasons) =>
        from payer in Gen.Elements(Payers)
        from line in Gen.Elements(Lines)
        from date in Gen.Elements(Dates)
        from drug in Gen.Elements(drugs)
        from route in Gen.Elements(Routes)
        from reason in Gen.Elements(reasons)
        select new Scenario(payer, line, date, drug, route, reason);
}
