using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>The checker accepts good answers, and finds each thing that can be wrong with them. Nothing here runs the server.</summary>
public sealed class ResponseCheckerTests
{
    private const string Detail = "systemActions/0/resource/extension/2/extension";

    public static TheoryData<string> Good => [.. GoodAnswers.All.Keys];

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_answer_has_no_problem(string good)
    {
        var (version, call, answer, served) = GoodAnswers.All[good]();
        Assert.Empty(ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version, served));
    }

    /// <summary>A path goes down the answer, or the call when it begins with "call/"; at the end of a list, "+" adds. No value takes the member away.</summary>
    [Theory]

    // CDS Hooks 2.0 section 7.
    [InlineData("Instructions", "feedback", "1", "an answer has cards and systemActions")]
    [InlineData("silence", "cards", null, "cards: required")]
    [InlineData("silence", "systemActions", "[]", "systemActions: empty array")]
    [InlineData("silence", "systemActions", "{ \"a\": 1 }", "systemActions: an array")]
    [InlineData("Instructions", "cards/0/title", "\"x\"", "no member of a card")]
    [InlineData("Instructions", "cards/0/detail", "null", "cards[0].detail: null")]
    [InlineData("Instructions", "cards/0/uuid", null, "a bare UUID is required")]
    [InlineData("Instructions", "cards/0/uuid", "\"urn:uuid:0a6b0d0e-7b0d-4e0a-9d0e-2d6d8c3c1b11\"", "a bare UUID is required")]
    [InlineData("Instructions", "cards/0/summary", "\"one\\ntwo\"", "one sentence, one line")]
    [InlineData("Instructions", "cards/0/indicator", "\"critical\"", "info or warning")]
    [InlineData("Instructions", "cards/0/detail", "\"<b>x</b>\"", "Markdown without HTML")]
    [InlineData("Instructions", "cards/0/overrideReasons", "[ { \"code\": \"a\", \"system\": \"b\" } ]", "system, code and display")]
    [InlineData("Instructions", "cards/0/source/label", null, "source.label: required")]
    [InlineData("Instructions", "cards/0/source/icon", "\"icon.png\"", "source.icon: an absolute web address")]
    [InlineData("Instructions", "cards/0/source/topic", null, "topic.system")]
    [InlineData("Instructions", "cards/0/source/topic/code", "\"coverage-info\"", "a card type other than coverage information")]
    [InlineData("Instructions", "cards/0/source/topic/code", "\"unsolicited-determ\"", "a card type other than coverage information")]
    [InlineData("Instructions", "cards/0/source/topic/system", "\"http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp\"", "topic.system: http://terminology.hl7.org")]
    [InlineData("order-sign 2.0", "cards/0/source/topic/system", "\"http://terminology.hl7.org/CodeSystem/cdshooks-card-type\"", "topic.system: http://hl7.org")]

    // What the client asked for.
    [InlineData("Instructions", "call/extension/davinci-crd.configuration/guideline", "false", "switched this type off")]
    [InlineData("Instructions", "call/extension/davinci-crd.configuration/max-cards", "0", "not more than max-cards, 0")]
    [InlineData("order-sign", "call/extension/davinci-crd.configuration/coverage-info", "false", "switched coverage-info off")]
    [InlineData("order-sign", "call/extension/davinci-crd.configuration/unsolicited-determ", "false", "switched unsolicited-determ off")]
    [InlineData("Update Coverage alone", "call/extension/davinci-crd.configuration/insurance", "false", "switched insurance off")]

    // associated-resource.
    [InlineData("Instructions", "cards/0/extension", "{ \"davinci-crd.associated-resource\": [ { \"reference\": \"MedicationRequest/other\" } ] }", "those of the call")]
    [InlineData("Instructions", "cards/0/extension", "{ \"davinci-crd.associated-resource\": [ \"MedicationRequest/order-1\" ] }", "an array of References")]
    [InlineData("order-sign 2.0", "cards/0/extension", "{ \"davinci-crd.associated-resource\": [ { \"reference\": \"MedicationRequest/order-1\" } ] }", "an array of strings")]

    // Links, and types that must not mix.
    [InlineData("Instructions", "cards/0/detail", null, "required without links and suggestions")]
    [InlineData("External Reference", "cards/0/links/0/url", "\"/policies/1\"", "an absolute web address")]
    [InlineData("External Reference", "cards/0/links/0/label", null, "label: required")]
    [InlineData("External Reference", "cards/0/links/0/type", "\"relative\"", "absolute or smart")]
    [InlineData("External Reference", "cards/0/links/0/appContext", "\"x\"", "not on an absolute link")]
    [InlineData("External Reference", "cards/0/links/+", "{ \"label\": \"x\", \"url\": \"https://a.example/\", \"type\": \"smart\" }", "not External Reference and Launch SMART App")]
    [InlineData("Launch SMART App", "cards/0/links/0/appContext", "{ \"a\": 1 }", "appContext: a string")]
    [InlineData("Additional Orders", "cards/0/links", "[ { \"label\": \"x\", \"url\": \"https://a.example/\", \"type\": \"absolute\" } ]", "not External Reference and Identify Additional Orders")]

    // Suggestions and actions.
    [InlineData("Additional Orders", "cards/0/selectionBehavior", null, "selectionBehavior: required")]
    [InlineData("Additional Orders", "cards/0/selectionBehavior", "\"all\"", "selectionBehavior: required")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/label", null, "label: required")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/uuid", null, "a bare UUID is required")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/uuid", "\"0a6b0d0e-7b0d-4e0a-9d0e-2d6d8c3c1b11\"", "has its own")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actionSelectionBehavior", "\"all\"", "no member of a suggestion")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions", null, "actions: at least one")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/description", null, "description: required")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/type", "\"replace\"", "create, update or delete")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource", null, "resource: on a create")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resourceId", "\"ServiceRequest/new-1\"", "resourceId: on a delete")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/resourceType", "\"Goal\"", "an order that CRD has a profile for")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/status", "\"active\"", "status: draft")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/intent", "\"wish\"", "request-intent")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/subject/reference", "\"Patient/other\"", "for the patient of the call")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/authoredOn", null, "authoredOn: required of a new order")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/requester", null, "requester: required of a new order")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/code", null, "code: required of a new order")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/resourceType", "\"MedicationRequest\"", "medication: required of a new order")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/note", "[]", "note: empty array")]
    [InlineData("Additional Orders", "cards/0/suggestions/0/actions/0/resource/extension", "[ { \"url\": \"" + CoverageInformationPart.Url + "\" } ]", "coverage information is never in a card")]
    [InlineData("Alternate", "cards/0/suggestions/0/actions/0/resourceId", "\"MedicationRequest/other\"", "Type/id of an order of the call")]
    [InlineData("Alternate", "cards/0/suggestions/0/actions/0/resourceId", "\"order-1\"", "Type/id of an order of the call")]
    [InlineData("Alternate", "cards/0/suggestions/0/actions/1", null, "one update, or one delete and a create")]
    [InlineData("Alternate", "cards/0/suggestions/0/actions/+", "{ \"type\": \"delete\", \"description\": \"x\", \"resourceId\": \"MedicationRequest/order-1\" }", "one update, or one delete")]
    [InlineData("Alternate", "cards/0/suggestions/0/actions/1/resource/resourceType", "\"Medication\"", "an order is created")]
    [InlineData("Alternate by update", "cards/0/suggestions/0/actions/0/resource/id", "\"other\"", "an order of the call")]
    [InlineData("Alternate by update", "cards/0/suggestions/0/actions/0/resource/requester", null, "the whole updated resource")]
    [InlineData("Alternate by update", "cards/0/suggestions/0/actions/0/resource/status", "\"active\"", "status: as sent")]
    [InlineData("Alternate by update", "cards/0/suggestions/0/actions/0/resource/dispenseRequest/quantity/value", "0.50", "an update changes something")]

    // Request Form Completion.
    [InlineData("Form", "cards/0/suggestions/0/actions/1", null, "one Task")]
    [InlineData("Form", "cards/0/suggestions/0/actions/0/extension", null, "url=…&version=…")]
    [InlineData("Form", "cards/0/suggestions/0/actions/0/extension/davinci-crd.if-none-exist", "\"?url=https://payer.example/Questionnaire/ketamine&version=1.0\"", "url=…&version=…")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/input/0/valueCanonical", "\"https://payer.example/Questionnaire/other|1.0\"", "the Questionnaire that the Task asks for")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/input/0/valueCanonical", "\"https://payer.example/Questionnaire/ketamine\"", "a canonical url|version")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/input/0/type/text", null, "beside the coding")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/input/0/type/coding", null, "a Task that asks for a questionnaire")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/status", "\"requested\"", "status: ready")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/intent", "\"plan\"", "intent: order")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/code", "{ \"text\": \"x\" }", "#complete-questionnaire")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/for/reference", "\"Patient/other\"", "for: the patient of the call")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/authoredOn", null, "authoredOn: required")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/requester/reference", "\"Practitioner/practitioner-1\"", "the payer's Organization")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/basedOn/0/reference", "\"MedicationRequest/other\"", "basedOn: what the call is about")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/focus", "{ \"reference\": \"MedicationRequest/order-1\" }", "focus: 0..0")]
    [InlineData("Form", "cards/0/suggestions/0/actions/1/resource/input/+", "{ \"type\": { \"coding\": [ { \"system\": \"http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp\", \"code\": \"after-completion-action\" } ] } }", "no afterCompletion")]
    [InlineData("Form", "cards/0/suggestions/0/actions/+", "{ \"type\": \"create\", \"description\": \"x\", \"resource\": { \"resourceType\": \"ServiceRequest\" } }", "a Task or its Questionnaire")]
    [InlineData("Form 2.0", "cards/0/suggestions/0/actions/1/resource/input/1", null, "afterCompletion 1..*")]
    [InlineData("Form 2.0", "cards/0/suggestions/0/actions/1/resource/input/1/valueCodeableConcept/coding/0/code", "\"later\"", "a code of afterCompletionCode")]
    [InlineData("Form alone", "systemActions/1", null, "a Task that asks for a questionnaire")]

    // Update Coverage Records.
    [InlineData("Update Coverage", "cards/0/suggestions/0/actions/0/resource/id", "\"other\"", "the Coverage of the call")]
    [InlineData("Update Coverage", "cards/0/suggestions/0/actions/0/type", "\"create\"", "type: update")]
    [InlineData("Update Coverage", "cards/0/suggestions/0/actions/0/resource/payor", null, "the whole corrected Coverage")]
    [InlineData("Update Coverage", "cards/0/suggestions/0/actions/0/resource/beneficiary/reference", "\"Patient/other\"", "the beneficiary is not changed")]
    [InlineData("Update Coverage", "cards/0/suggestions/0/actions/0/resource/period/end", null, "an update changes something")]
    [InlineData("Update Coverage", "call/hook", "\"order-select\"", "not updated by a card on a clinician's hook")]

    // Coverage information: which resource, and nothing else of it.
    [InlineData("order-sign", "systemActions/0/type", "\"delete\"", "type: update")]
    [InlineData("order-sign", "systemActions/0/description", null, "description: required")]
    [InlineData("order-sign", "systemActions/0/resourceId", "\"MedicationRequest/order-1\"", "resourceId: on a delete")]
    [InlineData("order-sign", "systemActions/0/resource/id", "\"other\"", "not a resource that the call is about")]
    [InlineData("order-sign", "systemActions/0/resource/dispenseRequest/quantity/value", "0.5", "comes back as sent")]
    [InlineData("order-sign", "systemActions/0/resource/dispenseRequest", null, "comes back as sent")]
    [InlineData("order-sign", "systemActions/0/resource/extension/0", null, "other extensions, and statements about other coverages, stay")]
    [InlineData("order-sign", "systemActions/0/resource/extension/1", null, "other extensions, and statements about other coverages, stay")]
    [InlineData("order-sign", "systemActions/0/resource/extension/+", "{ \"url\": \"https://payer.example/x\", \"valueString\": \"y\" }", "what is added is ext-coverage-information")]
    [InlineData("order-sign", Detail + "/2/valueString", "\"ID-2\"", "one coverage-assertion-id")]
    [InlineData("order-sign", Detail + "/0/valueReference/reference", "\"Coverage/another\"", "a Coverage of the call")]
    [InlineData("order-select", Detail + "/2/valueString", "\"ANOTHER-1\"", "different coverages have different coverage-assertion-id")]
    [InlineData("order-select", "systemActions/0/resource/resourceType", "\"ServiceRequest\"", "not a resource that the call is about")]
    [InlineData("order-dispatch", "call/context/dispatchedOrders/0", "\"ServiceRequest/other\"", "not a resource that the call is about")]
    [InlineData("order-dispatch, served", "call/context/order", "\"MedicationRequest/other\"", "not a resource that the call is about")]
    [InlineData("order-dispatch, served", "systemActions/0/resource/intent", "\"plan\"", "comes back as sent")]
    [InlineData("appointment-book, with order", "call/context/appointments/entry/0/resource/basedOn", null, "not a resource that the call is about")]
    [InlineData("appointment-book", "call/context/appointments/entry/0/resource/basedOn", "[ { \"reference\": \"ServiceRequest/service-1\" } ]", "the ServiceRequest that the Appointment is based on")]
    [InlineData("encounter-start", "call/context/encounterId", "\"other\"", "not a resource that the call is about")]
    [InlineData("encounter-start", "systemActions/0/resource/extension/0/extension/+", "{ \"url\": \"doc-needed\", \"valueCode\": \"admin\" }", "nobody is asked for documents")]
    [InlineData("order-select", Detail + "/+", "{ \"url\": \"doc-needed\", \"valueCode\": \"clinical\" }", "nobody is asked for documents")]
    [InlineData("order-sign 2.0", "call/hook", "\"order-select\"", "nobody is asked for documents")]

    // The parts of a statement: 0 coverage, 1 date, 2 coverage-assertion-id, then the others as GoodAnswers has them.
    [InlineData("order-sign", Detail + "/0", null, "extension.coverage: 1..1, not 0")]
    [InlineData("order-sign", Detail + "/1", null, "extension.date: 1..1, not 0")]
    [InlineData("order-sign", Detail + "/2", null, "extension.coverage-assertion-id: 1..1, not 0")]
    [InlineData("order-sign", Detail + "/3", null, "extension.covered: 1..1, not 0")]
    [InlineData("order-sign", Detail + "/+", "{ \"url\": \"pa-needed\", \"valueCode\": \"satisfied\" }", "pa-needed: 0..1, not 2")]
    [InlineData("order-sign", Detail + "/+", "{ \"url\": \"response\", \"valueReference\": { \"reference\": \"QuestionnaireResponse/1\" } }", "no part of coverage information in CRD 2.2")]
    [InlineData("order-sign 2.0", Detail + "/+", "{ \"url\": \"expiry-date\", \"valueDate\": \"2026-12-31\" }", "no part of coverage information in CRD 2.0")]
    [InlineData("order-sign", "systemActions/0/resource/extension/2/valueString", "\"x\"", "no value of its own")]
    [InlineData("order-sign", Detail + "/1/valueDate", "\"2026-11\"", "date: a whole date")]
    [InlineData("order-sign", Detail + "/3/valueCode", "\"maybe\"", "covered: one of covered")]
    [InlineData("order-sign", Detail + "/3", "{ \"url\": \"covered\", \"valueString\": \"covered\" }", "covered: one value: valueCode")]
    [InlineData("order-sign", Detail + "/6/valueCode", "\"both\"", "doc-needed: one of clinical, admin, patient")]
    [InlineData("order-sign", Detail + "/9/valueCanonical", "\"https://payer.example/Questionnaire/ketamine\"", "questionnaire: a canonical url|version")]
    [InlineData("order-sign", Detail + "/10/valueCoding/system", null, "billingCode: system and code")]
    [InlineData("order-sign", Detail + "/11/valueCodeableConcept/text", null, "always has text")]
    [InlineData("order-sign", Detail + "/11/valueCodeableConcept/coding/0/code", "\"detail-code\"", "a code of coverageAssertionReasons")]
    [InlineData("order-sign", Detail + "/12/extension/0", null, "detail.category: 1..1, not 0")]
    [InlineData("order-sign", Detail + "/12/extension/0/valueCode", "\"cat-decisional\"", "allowed-quantity is cat-limitation")]
    [InlineData("order-sign", Detail + "/12/extension/1/valueCodeableConcept/coding/0/code", "\"auth-out-network-only\"", "detail.code: a code of http://terminology.hl7.org")]
    [InlineData("order-sign", Detail + "/12/extension/1/valueCodeableConcept/coding/0/code", "\"allowed-period\"", "allowed-period has valuePeriod")]
    [InlineData("order-sign", Detail + "/12/extension/1/valueCodeableConcept/coding/0/code", "\"in-network-copay\"", "a copay is in %")]
    [InlineData("order-sign", Detail + "/12/extension/2/valueQuantity/comparator", "\"<\"", "no comparator")]
    [InlineData("order-sign", Detail + "/12/extension/+", "{ \"url\": \"note\", \"valueString\": \"x\" }", "detail.note: no part")]
    [InlineData("order-sign", Detail + "/13/extension/2/valueUrl", "\"/policies/1\"", "an absolute valueUrl")]
    [InlineData("order-sign", Detail + "/14/valueReference/reference", "\"Observation/1\"", "refers to another order")]
    [InlineData("order-sign", Detail + "/15", "{ \"url\": \"contact\", \"valueContactPoint\": { \"system\": \"phone\", \"value\": \"1\" } }", "contact: one value: valueContactDetail")]
    [InlineData("order-sign", Detail + "/15/valueContactDetail/telecom/0/system", null, "a ContactPoint has system and value")]
    [InlineData("order-sign", Detail + "/16/valueDate", "\"2026-11-20\"", "expiry-date: not before the date")]
    [InlineData("order-sign 2.0", Detail + "/3/valueCode", "\"indeterminate\"", "covered: one of covered, not-covered, conditional")]
    [InlineData("order-sign 2.0", Detail + "/4/valueCode", "\"indeterminate\"", "pa-needed: one of")]
    [InlineData("order-sign 2.0", Detail + "/+", "{ \"url\": \"doc-needed\", \"valueCode\": \"clinical\" }", "doc-needed: 0..1, not 2")]
    [InlineData("order-sign 2.0", Detail + "/+", "{ \"url\": \"info-needed\", \"valueCode\": \"detail-code\" }", "info-needed: one of")]
    [InlineData("order-sign 2.0", Detail + "/8/valueCodeableConcept/coding", "[ { \"system\": \"http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp\", \"code\": \"technical\" } ]", "a code of coverageAssertionReasons")]
    [InlineData("order-sign 2.0", Detail + "/9/extension/+", "{ \"url\": \"category\", \"valueCode\": \"cat-other\" }", "detail.category: no part")]
    [InlineData("order-sign 2.0", Detail + "/9/extension/1", "{ \"url\": \"value\", \"valueUrl\": \"https://a.example/\" }", "detail.value: one value")]
    [InlineData("order-sign 2.0", Detail + "/9/extension/0/valueCodeableConcept/coding/0/code", "\"policy-link\"", "detail.code: a code of http://hl7.org")]
    [InlineData("order-sign 2.0", Detail + "/10", "{ \"url\": \"contact\", \"valueContactDetail\": { \"name\": \"x\" } }", "contact: one value: valueContactPoint")]

    // The invariants.
    [InlineData("order-select", Detail + "/+", "{ \"url\": \"questionnaire\", \"valueCanonical\": \"https://payer.example/Questionnaire/ketamine|1.0\" }", "q1:")]
    [InlineData("order-sign 2.0", Detail + "/5", null, "q1:")]
    [InlineData("order-sign", Detail + "/3/valueCode", "\"not-covered\"", "q2: not covered has no pa-needed")]
    [InlineData("order-sign 2.0", Detail + "/3/valueCode", "\"not-covered\"", "q2: not covered has no pa-needed")]
    [InlineData("order-sign 2.0", Detail + "/4", null, "q2: pa-needed is required")]
    [InlineData("order-select", Detail + "/4", null, "q3: conditional has info-needed")]
    [InlineData("order-select", Detail + "/3/valueCode", "\"covered\"", "q3: info-needed only")]
    [InlineData("order-sign 2.0", Detail + "/+", "{ \"url\": \"info-needed\", \"valueCode\": \"location\" }", "q3: info-needed only")]
    [InlineData("order-sign", Detail + "/8/valueCode", "\"withpa\"", "q4:")]
    [InlineData("order-sign", Detail + "/5", null, "q5:")]
    [InlineData("order-sign", Detail + "/4/valueCode", "\"auth-needed\"", "q5:")]
    [InlineData("order-select", Detail + "/5", null, "q6:")]
    [InlineData("order-sign", Detail + "/11", null, "q8:")]
    [InlineData("order-sign", Detail + "/11/valueCodeableConcept", null, "reason: one value")]
    public void Broken_answer_is_found_out(string good, string path, string? value, string problem)
    {
        var (version, call, answer, served) = GoodAnswers.All[good]();
        Change(path.StartsWith("call/", StringComparison.Ordinal) ? call : answer, path.Replace("call/", "", StringComparison.Ordinal), value);

        var problems = ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version, served);

        Assert.Contains(problems, p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Statement_that_is_there_already_is_not_sent_again()
    {
        var (version, call, answer, _) = GoodAnswers.All["order-select"]();
        var updated = answer["systemActions"]![0]!["resource"]!;
        call["context"]!["draftOrders"]!["entry"]![0]!["resource"] = updated.DeepClone();
        Assert.Contains(Check(), p => p.Contains("was not there yet", StringComparison.Ordinal));

        updated["extension"]!.AsArray().Add(updated["extension"]![2]!.DeepClone());
        Assert.Contains(Check(), p => p.Contains("no statement twice", StringComparison.Ordinal));

        IReadOnlyList<string> Check() => ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version);
    }

    [Fact]
    public void Own_older_statement_gives_way_to_the_new_one()
    {
        var (version, call, answer, _) = GoodAnswers.All["order-select"]();
        var updated = answer["systemActions"]![0]!["resource"]!;
        var order = updated.DeepClone();
        order["extension"]![2]!["extension"]![2]!["valueString"] = "ID-0";
        call["context"]!["draftOrders"]!["entry"]![0]!["resource"] = order;
        Assert.Empty(Check());

        updated["extension"]!.AsArray().Insert(2, order["extension"]![2]!.DeepClone());
        Assert.Contains(Check(), p => p.Contains("one coverage-assertion-id", StringComparison.Ordinal));

        IReadOnlyList<string> Check() => ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version);
    }

    [Fact]
    public void Resource_is_updated_once()
    {
        var (version, call, answer, _) = GoodAnswers.All["order-sign"]();
        answer["systemActions"]!.AsArray().Add(answer["systemActions"]![0]!.DeepClone());
        Assert.Contains(ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version), p => p.Contains("one action for one resource", StringComparison.Ordinal));
    }

    [Fact]
    public void Indeterminate_has_a_reason()
    {
        var (version, call, answer, _) = GoodAnswers.All["order-select"]();
        var parts = answer["systemActions"]![0]!["resource"]!["extension"]![2]!["extension"]!.AsArray();
        parts[3]!["valueCode"] = "indeterminate";
        parts.RemoveAt(4); // info-needed
        Assert.Empty(Check());

        parts.RemoveAt(4); // reason
        Assert.Contains(Check(), p => p.Contains("q9:", StringComparison.Ordinal));

        IReadOnlyList<string> Check() => ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version);
    }

    [Theory]
    [InlineData(139, true)]
    [InlineData(140, false)]
    public void Summary_is_shorter_than_140_characters(int length, bool isGood)
    {
        var (version, call, answer, _) = GoodAnswers.All["Instructions"]();
        answer["cards"]![0]!["summary"] = new string('x', length);
        Assert.Equal(isGood, ResponseChecker.Check(call.ToJsonString(), answer.ToJsonString(), version).Count == 0);
    }

    private static void Change(JsonNode node, string path, string? value)
    {
        var steps = path.Split('/');
        var parent = steps[..^1].Aggregate(node, (here, step) => (here is JsonArray list ? list[int.Parse(step, null)] : here[step])!);
        switch (parent)
        {
            case JsonArray list when steps[^1] == "+":
                list.Add(JsonNode.Parse(value!));
                break;
            case JsonArray list when value is null:
                list.RemoveAt(int.Parse(steps[^1], null));
                break;
            case JsonArray list:
                list[int.Parse(steps[^1], null)] = JsonNode.Parse(value);
                break;
            case JsonObject json when value is null:
                Assert.True(json.Remove(steps[^1]), path);
                break;
            default:
                parent[steps[^1]] = JsonNode.Parse(value!);
                break;
        }
    }
}
