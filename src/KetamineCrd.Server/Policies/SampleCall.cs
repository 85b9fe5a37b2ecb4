using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Server.Policies;

/// <summary>A call of <c>order-sign</c> that a rule of a made-up policy answers, as a shell command to copy.</summary>
internal static class SampleCall
{
    // The default encoder leaves no quote that would end the shell's.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Null where no code names the rule's drug.</summary>
    /// <param name="rule">A rule that asks about the drug alone.</param>
    /// <param name="payer">Whose Coverage is sent.</param>
    /// <param name="vocabulary">Has the codes.</param>
    /// <param name="address">The base address of this server.</param>
    public static string? Of(PolicyRule rule, Payer payer, Vocabulary vocabulary, string address)
    {
        var codes = rule.Drugs.SelectMany(d => vocabulary.ValueSets.TryGetValue(d.Url, out var set) ? set.Codes : []).ToArray();
        return codes.Length == 0 ? null : $"""
            curl -s {address}/cds-services/crd-order-sign -H 'Content-Type: application/json' -d '{Body(codes[0].System, codes[0].Written, payer.Name)}'
            """;
    }

    private static string Body(string system, string code, string payer)
    {
        var order = Resource("ServiceRequest", "order-1");
        order["status"] = "draft";
        order["intent"] = "order";
        order["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
        order["subject"] = Reference("Patient/patient-1");
        order["basedOn"] = new JsonArray(Reference("ServiceRequest/plan-1"));
        var coverage = Resource("Coverage", "coverage-1");
        coverage["status"] = "active";
        coverage["beneficiary"] = Reference("Patient/patient-1");
        coverage["payor"] = new JsonArray(new JsonObject { ["display"] = payer });
        return new JsonObject
        {
            ["hook"] = "order-sign",
            ["hookInstance"] = "7f0c2a34-5b1d-4c8e-9a6f-0d3e2b1c4a58",
            ["context"] = new JsonObject { ["userId"] = "Practitioner/practitioner-1", ["patientId"] = "patient-1", ["draftOrders"] = Bundle(order) },
            ["prefetch"] = new JsonObject { ["coverage"] = Bundle(coverage) },
        }.ToJsonString(Readable);
    }

    private static JsonObject Resource(string type, string id) => new() { ["resourceType"] = type, ["id"] = id };

    private static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    private static JsonObject Bundle(JsonObject resource) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray(new JsonObject { ["resource"] = resource }),
    };
}
