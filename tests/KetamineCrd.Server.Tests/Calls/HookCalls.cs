using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>The call of <see cref="Given"/> as each of the six hooks makes it; the answer is "not covered" wherever there is one.</summary>
internal static class HookCalls
{
    public static TheoryData<string, string> HooksAndVersions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var hook in new[] { "order-sign", "order-select", "order-dispatch", "appointment-book", "encounter-start", "encounter-discharge" })
            {
                data.Add(hook, "2.2");
                data.Add(hook, "2.0");
            }

            return data;
        }
    }

    public static JsonObject Of(string hook) => hook switch
    {
        "order-dispatch" => Dispatch(Given.MedicationOrder()),
        "appointment-book" => Book(AppointmentFor()),
        "encounter-start" or "encounter-discharge" => Encounter(hook),
        _ => Given.Call(hook),
    };

    /// <summary>The orders are sent as prefetch.</summary>
    public static JsonObject Dispatch(params JsonObject[] orders)
    {
        var call = Given.Call();
        call["hook"] = "order-dispatch";
        call["context"] = new JsonObject
        {
            ["patientId"] = "patient-1",
            ["dispatchedOrders"] = new JsonArray([.. orders.Select(o => (JsonNode)$"{o["resourceType"]}/{o["id"]}")]),
            ["performer"] = "Organization/infusion-center",
        };
        foreach (var type in orders.GroupBy(o => (string)o["resourceType"]!, StringComparer.Ordinal))
        {
            call.At("prefetch")[$"{char.ToLowerInvariant(type.Key[0])}{type.Key[1..]}s"] = BundleOf("searchset", [.. type]);
        }

        return call;
    }

    public static JsonObject Book(params JsonObject[] appointments)
    {
        var call = Given.Call();
        call["hook"] = "appointment-book";
        call["context"] = new JsonObject
        {
            ["userId"] = "Practitioner/practitioner-1",
            ["patientId"] = "patient-1",
            ["appointments"] = BundleOf("collection", appointments),
        };
        return call;
    }

    /// <summary>Books an intravenous ketamine infusion for CRPS.</summary>
    /// <param name="order">What it is based on; null when on nothing.</param>
    public static JsonObject AppointmentFor(string? order = null, string id = "appointment-1")
    {
        var appointment = Given.Parse($$"""
            {
              "resourceType": "Appointment", "id": "{{id}}", "status": "proposed",
              "serviceType": [ { "text": "Intravenous ketamine infusion" } ],
              "start": "2025-06-09T09:00:00-04:00", "end": "2025-06-09T11:00:00-04:00",
              "participant": [ { "actor": { "reference": "Patient/patient-1" }, "status": "accepted" } ]
            }
            """);
        appointment["reasonCode"] = Given.MedicationOrder()["reasonCode"]!.DeepClone();
        if (order is not null)
        {
            appointment["basedOn"] = new JsonArray(OnTheEhr.Reference(order));
        }

        return appointment;
    }

    public static JsonObject InfusionOrder(string id = "infusion-1") => Given.Parse($$"""
        {
          "resourceType": "ServiceRequest", "id": "{{id}}", "status": "active", "intent": "order",
          "code": { "coding": [ { "system": "http://www.ama-assn.org/go/cpt", "code": "96365" } ], "text": "Intravenous ketamine infusion" },
          "subject": { "reference": "Patient/patient-1" }, "authoredOn": "2025-06-01",
          "reasonCode": [ { "coding": [ { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G90.511" } ] } ]
        }
        """);

    public static JsonObject Encounter(string hook)
    {
        var call = Given.Call();
        call["hook"] = hook;
        call["context"] = new JsonObject { ["userId"] = "Practitioner/practitioner-1", ["patientId"] = "patient-1", ["encounterId"] = "encounter-1" };
        call.At("prefetch")["encounter"] = Given.Parse("""
            {
              "resourceType": "Encounter", "id": "encounter-1", "status": "in-progress",
              "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
              "type": [ { "text": "Intravenous ketamine infusion" } ], "subject": { "reference": "Patient/patient-1" },
              "period": { "start": "2025-06-09T09:00:00-04:00" }
            }
            """);
        call.At("prefetch", "encounter").AsObject()["reasonCode"] = Given.MedicationOrder()["reasonCode"]!.DeepClone();
        return call;
    }

    public static JsonObject BundleOf(string type, params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = type,
        ["entry"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject
        {
            ["fullUrl"] = $"{Given.EhrBase}/{r["resourceType"]}/{r["id"]}",
            ["resource"] = r.DeepClone(),
        })]),
    };

    public static JsonObject WithoutFhirServer(this JsonObject call)
    {
        call.Remove("fhirServer");
        call.Remove("fhirAuthorization");
        return call;
    }

    /// <summary>Posts to the services of a release: "2.2" at the root, "2.0" below <c>/2.0</c>.</summary>
    public static async Task<HookAnswer> PostAsync(HttpClient client, JsonNode call, string version, string? hook = null)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(
            new Uri($"{(version == "2.0" ? "/2.0" : "")}/cds-services/crd-{hook ?? (string?)call["hook"]}", UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }
}
