using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>Calls of all six hooks to the demonstration payer, each about one order whose code chooses the answer.</summary>
internal static class DemonstrationCall
{
    public const string System = "https://ketaminecrd.example/fhir/CodeSystem/demonstration";
    public const string Order = "ServiceRequest/service-1";
    public const string Basis = "ServiceRequest/basis-1";
    public const string Form = "https://ketaminecrd.example/demonstration/Questionnaire/infusion-form";
    public const string FormVersion = "1.0.0";

    public static readonly string[] Hooks = ["order-sign", "order-select", "order-dispatch", "appointment-book", "encounter-start", "encounter-discharge"];

    /// <summary>What stands before <c>/cds-services</c>.</summary>
    public static readonly string[] Dialects = ["", "/2.0"];

    public static TheoryData<string, string> DialectsAndHooks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialect in Dialects)
            {
                Array.ForEach(Hooks, hook => data.Add(dialect, hook));
            }

            return data;
        }
    }

    /// <summary>Every code of the CodeSystem, as its file has it.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. Given.Parse(File.ReadAllText(Repository.PathTo("fhir-resources", "demonstration", "CodeSystem", "demonstration.json")))["concept"]!.AsArray()
            .Select(c => (string)c!["code"]!),
    ];

    /// <summary>All of what is known is sent along, and there is no FHIR server. The order is based on another one.</summary>
    public static JsonObject Of(string hook, string code)
    {
        var call = Given.Parse($$"""
            {
              "hook": "{{hook}}",
              "hookInstance": "9d1f6c0a-4b52-4a0e-8c8e-2b7f6a5d3e10",
              "context": { "userId": "Practitioner/practitioner-1", "patientId": "patient-1" },
              "prefetch": { "coverage": {} }
            }
            """);
        call["prefetch"]!["coverage"] = Coverage();
        var (context, prefetch) = (call["context"]!, call["prefetch"]!);
        switch (hook)
        {
            case "order-dispatch":
                context.AsObject().Remove("userId");
                context["dispatchedOrders"] = new JsonArray(Order);
                context["performer"] = "Organization/performer-1";
                prefetch["serviceRequests"] = Bundle(Service(code));
                break;
            case "appointment-book":
                context["appointments"] = Bundle(Appointment(code));
                break;
            case "encounter-start" or "encounter-discharge":
                context["encounterId"] = "encounter-1";
                prefetch["encounter"] = Encounter(code);
                break;
            default:
                context["draftOrders"] = Bundle(Service(code));
                break;
        }

        if (hook == "order-select")
        {
            context["selections"] = new JsonArray(Order);
        }

        return call;
    }

    /// <summary>The same with another resource in the place of the one that the call is about.</summary>
    public static JsonObject About(string hook, JsonObject resource)
    {
        var call = Of(hook, "covered");
        if (hook is "encounter-start" or "encounter-discharge")
        {
            call["prefetch"]!["encounter"] = resource;
            return call;
        }

        var bundle = hook switch
        {
            "order-dispatch" => call["prefetch"]!["serviceRequests"],
            "appointment-book" => call["context"]!["appointments"],
            _ => call["context"]!["draftOrders"],
        };
        bundle!["entry"]![0]!["resource"] = resource;
        var reference = $"{resource["resourceType"]}/{resource["id"]}";
        if (hook is "order-select" or "order-dispatch")
        {
            call["context"]![hook == "order-select" ? "selections" : "dispatchedOrders"] = new JsonArray(reference);
        }

        return call;
    }

    /// <summary>An appointment for an order that is sent along.</summary>
    public static JsonObject OfBookedOrder(string code)
    {
        var call = Of("appointment-book", code);
        var appointment = Appointment(code);
        appointment["basedOn"] = new JsonArray(OnTheEhr.Reference(Order));
        call["context"]!["appointments"] = Bundle(appointment);
        call["prefetch"]!["serviceRequests"] = Bundle(Service(code));
        return call;
    }

    /// <summary>Lets the server read from an EHR.</summary>
    public static JsonObject At(JsonObject call, Uri fhirBase)
    {
        call["fhirServer"] = fhirBase.AbsoluteUri;
        call["fhirAuthorization"] = Given.Call()["fhirAuthorization"]!.DeepClone();
        return call;
    }

    public static JsonObject With(JsonObject call, string configuration)
    {
        call["extension"] = new JsonObject { ["davinci-crd.configuration"] = JsonNode.Parse(configuration) };
        return call;
    }

    public static JsonObject Service(string code, string id = "service-1") => Given.Parse($$"""
        {
          "resourceType": "ServiceRequest", "id": "{{id}}", "basedOn": [ { "reference": "{{Basis}}" } ], "status": "draft", "intent": "order",
          "code": { "coding": [ { "system": "{{System}}", "code": "{{code}}" } ] },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2026-11-20", "requester": { "reference": "Practitioner/practitioner-1" }
        }
        """);

    public static JsonObject Drug(string code) => Given.Parse($$"""
        {
          "resourceType": "MedicationRequest", "id": "order-1", "status": "draft", "intent": "order",
          "medicationCodeableConcept": { "coding": [ { "system": "{{System}}", "code": "{{code}}" } ] },
          "subject": { "reference": "Patient/patient-1" }, "basedOn": [ { "reference": "{{Basis}}" } ],
          "authoredOn": "2026-11-20", "requester": { "reference": "Practitioner/practitioner-1" }
        }
        """);

    public static JsonObject Coverage(string id = "coverage-1") => Given.Parse($$"""
        {
          "resourceType": "Coverage", "id": "{{id}}", "status": "active", "subscriberId": "M0000001",
          "beneficiary": { "reference": "Patient/patient-1" }, "payor": [ { "display": "Demonstration Health Plan" } ]
        }
        """);

    public static JsonObject Bundle(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject { ["resource"] = r })]),
    };

    /// <summary>200, and every rule of the checker holds in the dialect.</summary>
    public static async Task<HookAnswer> AnswerAsync(HttpClient client, JsonObject call, string dialect = "", params JsonNode[] served) =>
        (await PostAsync(client, call, dialect)).IsGood(call, VersionOf(dialect), served);

    public static async Task<HookAnswer> PostAsync(HttpClient client, JsonObject call, string dialect = "")
    {
        using var content = new StringContent(call.ToJsonString(), global::System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"{dialect}/cds-services/crd-{call["hook"]}", UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }

    public static string VersionOf(string dialect) => dialect.Length == 0 ? "2.2" : dialect[1..];

    private static JsonObject Appointment(string code) => Given.Parse($$"""
        {
          "resourceType": "Appointment", "id": "appointment-1", "status": "proposed",
          "serviceType": [ { "coding": [ { "system": "{{System}}", "code": "{{code}}" } ] } ],
          "start": "2026-12-01T10:00:00Z", "end": "2026-12-01T11:00:00Z", "basedOn": [ { "reference": "{{Basis}}" } ],
          "participant": [ { "actor": { "reference": "Patient/patient-1" }, "status": "accepted" } ]
        }
        """);

    private static JsonObject Encounter(string code) => Given.Parse($$"""
        {
          "resourceType": "Encounter", "id": "encounter-1", "status": "in-progress",
          "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
          "type": [ { "coding": [ { "system": "{{System}}", "code": "{{code}}" } ] } ],
          "subject": { "reference": "Patient/patient-1" }, "basedOn": [ { "reference": "{{Basis}}" } ]
        }
        """);
}
