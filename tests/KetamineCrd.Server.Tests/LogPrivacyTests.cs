using System.Net;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

/// <summary>Nothing that a call brings along is ever logged: style guide section 6, "Privacy"; cds-hooks.md section 6 ("redact from logs").</summary>
public sealed class LogPrivacyTests : IDisposable
{
    private const string Mark = "Canary";

    // Texts that must work for the call to be read and judged; all others are canaries.
    private static readonly string[] KeptMembers = ["resourceType", "hook", "system", "code", "status", "intent", "type", "reference", "url", "start", "event", "fhirServer", "token_type"];

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));

    private static readonly string[] Kinds =
        ["answered", "technical", "no coverage", "hook of another service", "without an order set", "not json", "order-select", "a token no header carries"];

    public static TheoryData<string> Calls => [.. Kinds];

    public void Dispose() => _patience.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task No_value_of_a_call_is_in_any_message_property_or_scope(string kind)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Organization", EhrFault.Garbage);
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        var (body, service, status) = Prepare(kind, ehr);

        var answer = await HookAnswer.PostTextAsync(client, body, service, _patience.Token);

        Assert.Equal(status, answer.Status);
        Assert.Contains(server.Logs.Entries, e => e.Category.StartsWith("KetamineCrd", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Logs.Entries, e =>
            Holds(e.Message) || Holds(e.Properties) || Holds(e.Scopes));
    }

    [Fact]
    public async Task No_value_of_a_call_is_in_what_the_server_prints_at_its_lowest_level()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Organization", EhrFault.Garbage);
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Serilog__MinimumLevel__Default"] = "Verbose",
            ["Serilog__MinimumLevel__Override__Microsoft"] = "Verbose",
            ["Serilog__MinimumLevel__Override__System.Net.Http"] = "Verbose",
        });
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = new HttpClient { BaseAddress = address };

        foreach (var kind in Kinds)
        {
            var (body, service, status) = Prepare(kind, ehr);
            Assert.Equal(status, (await HookAnswer.PostTextAsync(client, body, service, _patience.Token)).Status);
        }

        using var unknown = await client.GetAsync(new Uri($"/{Mark}Path?{Mark}Query=1", UriKind.Relative), _patience.Token);
        while (!server.Output.Contains("refused", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token); // the pipe lags a little
        }

        Assert.Contains("\"@l\":\"Verbose\"", server.Output.Replace("Debug", "Verbose", StringComparison.Ordinal), StringComparison.Ordinal);
        var lines = server.Output.Split('\n').Where(Holds).Where(line => !line.Contains($"{Mark}Path", StringComparison.Ordinal));
        Assert.Empty(lines);
    }

    private static bool Holds(string text) => text.Contains(Mark, StringComparison.OrdinalIgnoreCase);

    private static (string Body, string Service, HttpStatusCode Status) Prepare(string kind, EhrServer ehr)
    {
        var call = kind is "technical" or "a token no header carries" ? OnTheEhr.Call("Organization") : Given.Call(kind == "order-select" ? kind : "order-sign");
        call.TheOrder()["note"] = new JsonArray(new JsonObject { ["text"] = "a note" });
        call.TheOrder()["identifier"] = new JsonArray(new JsonObject { ["system"] = "https://ehr.example.org/orders", ["value"] = "a value" });
        call["unknownMember"] = new JsonObject { ["a"] = "b" };
        var number = 0;
        Mask(call, ref number);
        call.TheCoverage().At("payor", 0).AsObject().Remove("display");
        if (kind is not ("technical" or "a token no header carries"))
        {
            call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "Excellus BlueCross BlueShield" });
        }

        call["hookInstance"] = $"{Mark}-hook-instance";
        call.At("context")["patientId"] = $"{Mark}-patient-1";
        call.At("fhirAuthorization")["access_token"] = kind == "a token no header carries" ? $"{Mark}\r\nToken" : Given.AccessToken;
        call = call.At(ehr.Base);
        switch (kind)
        {
            case "no coverage":
                call.At("prefetch")["coverage"] = null;
                return (call.ToJsonString(), "crd-order-sign", HttpStatusCode.BadRequest);
            case "hook of another service":
                call["hook"] = $"{Mark}-hook";
                return (call.ToJsonString(), "crd-order-sign", HttpStatusCode.BadRequest);
            case "without an order set":
                call.At("context").AsObject().Remove("draftOrders");
                return (call.ToJsonString(), "crd-order-sign", HttpStatusCode.BadRequest);
            case "not json":
                return ($"{{ \"{Mark}\": {Mark}", "crd-order-sign", HttpStatusCode.BadRequest);
            default:
                return (call.ToJsonString(), $"crd-{call["hook"]}", HttpStatusCode.OK);
        }
    }

    // Every text becomes a canary of its own, ids too; references follow the ids.
    private static void Mask(JsonNode node, ref int number)
    {
        if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                if (array[i] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String)
                {
                    array[i] = $"{Mark}-{++number}";
                }
                else if (array[i] is { } child)
                {
                    Mask(child, ref number);
                }
            }

            return;
        }

        foreach (var (name, child) in node is JsonObject o ? o.ToArray() : [])
        {
            if (child is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                if (name == "id")
                {
                    node[name] = $"{Mark}-{value}";
                }
                else if (name is "reference" && ((string)value!).Split('/') is [var type, var id] && type != "Organization")
                {
                    node[name] = $"{type}/{Mark}-{id}";
                }
                else if (name is "fullUrl")
                {
                    node[name] = ((string)value!).Insert(((string)value!).LastIndexOf('/') + 1, $"{Mark}-");
                }
                else if (!KeptMembers.Contains(name, StringComparer.Ordinal))
                {
                    node[name] = $"{Mark}-{++number}";
                }
            }
            else if (name == "selections")
            {
                node[name] = new JsonArray($"MedicationRequest/{Mark}-order-1");
            }
            else if (child is not null && name != "event")
            {
                Mask(child, ref number);
            }
        }
    }
}
