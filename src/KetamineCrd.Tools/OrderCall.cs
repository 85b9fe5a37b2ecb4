using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tools;

/// <summary>An order-sign call made of files.</summary>
internal sealed class OrderCall(JsonDocument document, HookRequest request) : IDisposable
{
    public HookRequest Request => request;

    /// <summary>Null, said to the user, when a file is not what it should be.</summary>
    public static OrderCall? Read(string orderFile, string? coverageFile, ToolContext tool)
    {
        if (ReadObject(orderFile, tool) is not { } order)
        {
            return null;
        }

        JsonObject? coverage = null;
        if (coverageFile is not null && (coverage = ReadObject(coverageFile, tool)) is null)
        {
            return null;
        }

        var call = order.ContainsKey("hook") ? order : Wrap(order);
        if (coverage is not null)
        {
            if (call["prefetch"] is not JsonObject prefetch)
            {
                call["prefetch"] = prefetch = [];
            }

            prefetch["coverage"] = coverage;
            TakePatient(call, coverage);
        }

        var document = JsonDocument.Parse(call.ToJsonString());
        var service = CdsService.All.FirstOrDefault(s => s.Hook == call["hook"]?.ToString()) ?? CdsService.All.Single(s => s.Kind == HookKind.OrderSign);
        if (HookRequest.TryRead(document.RootElement, service, Dialect.Crd22, out var request, out var issue))
        {
            return new OrderCall(document, request!);
        }

        document.Dispose();
        tool.Misuse($"'{orderFile}' is not a call that can be read: {issue!.Path}: {issue.Expected}");
        return null;
    }

    public void Dispose() => document.Dispose();

    // Whose coverage is asked about is who the patient is.
    private static void TakePatient(JsonObject call, JsonObject coverage)
    {
        if (call["context"] is JsonObject context && PatientOf(coverage["beneficiary"]) is { } patient)
        {
            context["patientId"] = patient;
        }
    }

    private static string? PatientOf(JsonNode? reference) =>
        (reference as JsonObject)?["reference"]?.ToString() is { } literal && literal.StartsWith("Patient/", StringComparison.Ordinal) ? literal["Patient/".Length..] : null;

    private static JsonObject Wrap(JsonObject order) => new()
    {
        ["hook"] = "order-sign",
        ["hookInstance"] = Guid.Empty.ToString(),
        ["context"] = new JsonObject
        {
            ["patientId"] = PatientOf(order["subject"]) ?? "unknown",
            ["draftOrders"] = (string?)order["resourceType"] == "Bundle"
                ? order
                : new JsonObject
                {
                    ["resourceType"] = "Bundle",
                    ["type"] = "collection",
                    ["entry"] = new JsonArray(new JsonObject { ["fullUrl"] = $"urn:uuid:{Guid.Empty}", ["resource"] = order }),
                },
        },
        ["prefetch"] = new JsonObject(),
    };

    private static JsonObject? ReadObject(string file, ToolContext tool)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(file)) is JsonObject json)
            {
                return json;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            tool.Misuse($"There is no file '{file}'.");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Said below.
        }

        tool.Misuse($"'{file}' cannot be read as a JSON object.");
        return null;
    }
}
