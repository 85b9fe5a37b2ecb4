using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>A server with the demonstration payer, whose answers the code of what is ordered chooses. One for all tests of a class.</summary>
public sealed class DemonstrationServer : IDisposable
{
    private readonly ServerFactory _server = new() { Settings = { ["Crd:Demonstration"] = "true" } };

    public DemonstrationServer() => Client = _server.CreateClient();

    public HttpClient Client { get; }

    /// <summary>Every code, from the CodeSystem that lists them.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. Given.Parse(File.ReadAllText(Repository.PathTo("fhir-resources", "demonstration", "CodeSystem", "demonstration.json")))["concept"]!.AsArray()
            .Select(c => (string)c!["code"]!),
    ];

    /// <summary>A call about one order, appointment or encounter with this code, under a Coverage of the demonstration payer.</summary>
    public static JsonObject Call(string code, string hook = "order-sign")
    {
        var call = Given.Call(hook);
        call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "Demonstration Health Plan" });
        var order = call.TheOrder();
        order["medicationCodeableConcept"] = Concept(code);
        order["basedOn"] = new JsonArray(OnTheEhr.Reference("ServiceRequest/plan-1"));
        var context = call.At("context").AsObject();
        switch (hook)
        {
            case "order-sign" or "order-select":
                return call;
            case "order-dispatch":
                context["dispatchedOrders"] = new JsonArray(Given.Order);
                context["order"] = Given.Order;
                context["performer"] = "Organization/clinic-1";
                call.At("prefetch")["medicationRequests"] = order.DeepClone();
                break;
            case "appointment-book":
                context["appointments"] = Given.Parse($$"""
                    { "resourceType": "Bundle", "type": "collection", "entry": [ { "resource": {
                      "resourceType": "Appointment", "id": "appointment-1", "status": "proposed", "serviceType": [ {{Concept(code).ToJsonString()}} ], "start": "2026-12-01T09:00:00Z",
                      "participant": [ { "actor": { "reference": "Patient/patient-1" }, "status": "accepted" } ] } } ] }
                    """);
                break;
            default:
                context["encounterId"] = "encounter-1";
                call.At("prefetch")["encounter"] = Given.Parse($$"""
                    { "resourceType": "Encounter", "id": "encounter-1", "status": "in-progress", "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
                      "type": [ {{Concept(code).ToJsonString()}} ], "subject": { "reference": "Patient/patient-1" } }
                    """);
                break;
        }

        context.Remove("draftOrders");
        return call;
    }

    /// <summary>The answer to a call in one release of the guide: "2.2" or "2.0".</summary>
    internal async Task<HookAnswer> AskAsync(JsonObject call, string version = "2.2") => await AskAsync(Client, call, version);

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
    }

    internal static async Task<HookAnswer> AskAsync(HttpClient client, JsonObject call, string version)
    {
        using var content = new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"{(version == "2.0" ? "/2.0" : "")}/cds-services/crd-{call["hook"]}", UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }

    private static JsonObject Concept(string code) =>
        Given.Parse($$"""{ "coding": [ { "system": "https://ketaminecrd.example/fhir/CodeSystem/demonstration", "code": "{{code}}" } ] }""");
}
