using System.Globalization;
using System.Text;

namespace KetamineCrd.Benchmarks.Calls;

/// <summary>
/// A made-up order-sign call: orders of 2 KB for intravenous ketamine in complex regional pain syndrome, and prefetch (patient, coverage,
/// encounter, practitioners, medications) filled up to the wanted size. The answer is a denial on each order and one card.
/// </summary>
internal static class OrderSignCall
{
    public const string Path = "/cds-services/crd-order-sign";

    private const int OrderBytes = 2_048;

    private static readonly CompositeFormat Order = CompositeFormat.Parse("""
        {{"resourceType":"MedicationRequest","id":"ketamine-{0}","meta":{{"versionId":"1","lastUpdated":"2026-01-12T09:30:00.000-05:00","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-medicationrequest","http://hl7.org/fhir/us/davinci-crd/StructureDefinition/profile-medicationrequest"]}},"identifier":[{{"use":"usual","system":"urn:oid:1.2.840.114350.1.13.0.1.7.2.798268","value":"50184{0}"}}],"status":"draft","intent":"order","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/medicationrequest-category","code":"outpatient","display":"Outpatient"}}],"text":"Outpatient"}}],"priority":"routine","medicationCodeableConcept":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"238084","display":"ketamine 50 MG/ML Injectable Solution"}},{{"system":"http://hl7.org/fhir/sid/ndc","code":"67457000110","display":"ketamine 50 MG/ML injection"}}],"text":"Ketamine 50 mg/mL injection"}},"subject":{{"reference":"Patient/example","display":"Example Patient"}},"encounter":{{"reference":"Encounter/visit"}},"authoredOn":"2026-01-12","requester":{{"reference":"Practitioner/p0","display":"Pain Clinic Physician, MD"}},"reasonCode":[{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G90.511","display":"Complex regional pain syndrome I of right upper limb"}}],"text":"CRPS I, right arm"}}],"insurance":[{{"reference":"Coverage/cov1"}}],"note":[{{"text":"{1}"}}],"dosageInstruction":[{{"sequence":1,"text":"0.5 mg/kg over 40 minutes, once","timing":{{"repeat":{{"count":1}}}},"route":{{"coding":[{{"system":"http://snomed.info/sct","code":"47625008","display":"Intravenous route"}}],"text":"IV"}},"doseAndRate":[{{"doseQuantity":{{"value":0.50,"unit":"mg/kg","system":"http://unitsofmeasure.org","code":"mg/kg"}}}}]}}],"dispenseRequest":{{"quantity":{{"value":1,"unit":"vial"}}}}}}
        """);

    private static readonly CompositeFormat Infusion = CompositeFormat.Parse("""
        {{"resourceType":"ServiceRequest","id":"infusion-{0}","status":"draft","intent":"order","code":{{"coding":[{{"system":"http://www.ama-assn.org/go/cpt","code":"96365","display":"IV infusion of a drug, first hour"}}]}},"subject":{{"reference":"Patient/example"}},"authoredOn":"2026-01-12","reasonCode":[{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G90.511","display":"Complex regional pain syndrome I of right upper limb"}}]}}],"insurance":[{{"reference":"Coverage/cov1"}}],"note":[{{"text":"{1}"}}]}}
        """);

    private const string Start = """
        {"hook":"order-sign","hookInstance":"8f1c2b3a-4d5e-4f60-9a7b-0c1d2e3f4a5b","context":{"userId":"Practitioner/p0","patientId":"example","encounterId":"visit","draftOrders":{"resourceType":"Bundle","type":"collection","entry":[
        """;

    private const string Prefetch = """
        ]}},"prefetch":{"patient":{"resourceType":"Patient","id":"example","identifier":[{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14","value":"202500417"}],"active":true,"name":[{"use":"official","family":"Patient","given":["Example"]}],"gender":"female","birthDate":"1984-03-02","address":[{"use":"home","line":["1 Example Street"],"city":"Rochester","state":"NY","postalCode":"14604"}]},"coverage":{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"fullUrl":"https://ehr.example/fhir/Coverage/cov1","resource":{"resourceType":"Coverage","id":"cov1","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PPO","display":"preferred provider organization policy"}],"text":"Commercial PPO"},"subscriberId":"W123456789","beneficiary":{"reference":"Patient/example"},"relationship":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}]},"period":{"start":"2024-01-01"},"payor":[{"reference":"Organization/payer","display":"Excellus BlueCross BlueShield"}],"class":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/coverage-class","code":"group"}]},"value":"00412345"}]}}]},"encounter":{"resourceType":"Encounter","id":"visit","status":"in-progress","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"},"subject":{"reference":"Patient/example"},"period":{"start":"2026-01-12T09:00:00-05:00"}},"practitioners":{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Practitioner","id":"p0","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"family":"Physician","given":["Pain"],"suffix":["MD"]}]}}]},"medications":{"resourceType":"Bundle","type":"searchset","entry":[
        """;

    private static readonly CompositeFormat Medication = CompositeFormat.Parse("""
        {{"fullUrl":"https://ehr.example/fhir/MedicationRequest/m{0}","resource":{{"resourceType":"MedicationRequest","id":"m{0}","meta":{{"lastUpdated":"2025-08-02T11:04:00.000-05:00"}},"status":"active","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"310431","display":"gabapentin 300 MG Oral Capsule"}}],"text":"gabapentin 300 mg capsule"}},"subject":{{"reference":"Patient/example"}},"authoredOn":"2025-08-02","requester":{{"reference":"Practitioner/p0"}},"dosageInstruction":[{{"text":"Take 1 capsule three times a day","timing":{{"repeat":{{"frequency":3,"period":1,"periodUnit":"d"}}}},"route":{{"coding":[{{"system":"http://snomed.info/sct","code":"26643006","display":"Oral route"}}]}},"doseAndRate":[{{"doseQuantity":{{"value":1,"unit":"capsule"}}}}]}}]}}}},
        """);

    private static readonly CompositeFormat LastMedication = CompositeFormat.Parse("""
        {{"resource":{{"resourceType":"MedicationStatement","id":"last","status":"active","medicationCodeableConcept":{{"text":"ibuprofen"}},"subject":{{"reference":"Patient/example"}},"note":[{{"text":"{0}"}}]}}}}]}}}}}}
        """);

    /// <summary>Roughly the words of a clinic note, without any that a value set knows.</summary>
    private const string Prose = "Seen in clinic today with her partner. Risks and expected course were discussed and questions answered; agrees with the plan. Monitoring as usual, ride home arranged. ";

    /// <param name="bytes">The size of the body, exactly.</param>
    /// <param name="orders">Of 2 KB each.</param>
    public static byte[] Write(int bytes, int orders = 1) => Write(bytes, Enumerable.Range(0, orders).Select(i => Padded(Order, i)));

    /// <summary>The same with an order for gabapentin: the commonest call, which gets nothing.</summary>
    public static byte[] WriteOtherDrug(int bytes) => Write(bytes,
    [
        Padded(Order, 0)
            .Replace("""{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"238084","display":"ketamine 50 MG/ML Injectable Solution"},{"system":"http://hl7.org/fhir/sid/ndc","code":"67457000110","display":"ketamine 50 MG/ML injection"}""",
                """{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"310431","display":"gabapentin 300 MG Oral Capsule"}""", StringComparison.Ordinal)
            .Replace("Ketamine 50 mg/mL injection", "gabapentin 300 mg capsule", StringComparison.Ordinal),
    ]);

    /// <summary>One order for an infusion that names no drug.</summary>
    public static byte[] WriteUnnamedInfusion(int bytes) => Write(bytes, [Padded(Infusion, 0)]);

    private static byte[] Write(int bytes, IEnumerable<string> orders)
    {
        var body = new StringBuilder(bytes).Append(Start).AppendJoin(',', orders.Select((o, i) => $$"""{"fullUrl":"https://ehr.example/fhir/MedicationRequest/draft-{{i}}","resource":{{o}}}""")).Append(Prefetch);
        var end = LastMedication.Format("");
        for (var i = 0; ; i++)
        {
            var next = Medication.Format(i);
            if (body.Length + next.Length + end.Length > bytes)
            {
                break;
            }

            body.Append(next);
        }

        var missing = bytes - body.Length - end.Length;
        body.Append(LastMedication.Format(Words(missing >= 0 ? missing : throw new ArgumentOutOfRangeException(nameof(bytes)))));
        return Encoding.ASCII.GetBytes(body.ToString());
    }

    private static string Padded(CompositeFormat order, int number) =>
        order.Format(number, Words(OrderBytes - order.Format(number, "").Length));

    private static string Words(int length) => string.Concat(Enumerable.Repeat(Prose, (length / Prose.Length) + 1))[..length];

    private static string Format(this CompositeFormat format, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);
}
