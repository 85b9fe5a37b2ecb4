using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>
/// Markup, control and bidirectional characters in every text of a call reach no card, statement, explanation, error or log line. What of the client's own goes back byte
/// for byte is excluded: the order, and what a proposal copies from it.
/// </summary>
public sealed class HostileTextTests(DemonstrationServer demonstration) : IClassFixture<DemonstrationServer>
{
    // In every payload, so that no part of one goes unseen.
    private const string Mark = "Zyxw";
    private const string Statement = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    private static readonly string[] Payloads =
    [
        $"<script>{Mark}</script>", $"[{Mark}](javascript:alert(1))", $"![{Mark}](https://evil.example/p.png)", $"**{Mark}**", $"`{Mark}`", $"```\n{Mark}\n```", $"&lt;{Mark}&gt;",
        $"\u202E{Mark}\u2066", $"\u0007\u001b[31m{Mark}", $"x\r\n{{\"@l\":\"Error\",\"@mt\":\"{Mark}\"}}", $"{Mark}\u200B\u200D\uFEFF", $"\" onload={Mark} '", $"{{{{payer}}}}{Mark}", $"\u2028{Mark}\u0085",
    ];

    // What must be as it is for the call to be judged.
    private static readonly string[] Kept =
        ["resourceType", "hook", "system", "code", "status", "intent", "url", "start", "event", "authoredOn", "reference", "relation", "fhirServer"];

    // Of these a part must be as it is, so that the drug and the payer are known.
    private static readonly string[] KeptTexts = ["Excellus BlueCross BlueShield", "Demonstration Health Plan", "Intravenous ketamine infusion"];

    public static TheoryData<string, string> HooksAndVersions => HookCalls.HooksAndVersions;

    public static TheoryData<string> DemonstrationHooks => ["order-sign", "order-select", "order-dispatch", "appointment-book", "encounter-start", "encounter-discharge"];

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Texts_of_a_call_reach_nothing_that_is_shown_or_logged(string hook, string version)
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        var statuses = new List<HttpStatusCode>();
        foreach (var payload in Payloads)
        {
            foreach (var masksIds in new[] { false, true })
            {
                var call = Masked(HookCalls.Of(hook), payload, masksIds);
                statuses.Add(await IsCleanAsync(client, version, $"crd-{hook}", call));
                statuses.Add(await IsCleanAsync(client, version, $"crd-{hook}/explanation", call));
            }
        }

        // What is refused at the door shows nothing: each call was answered.
        Assert.Equal(Payloads.Length * 4, statuses.Count(s => s == HttpStatusCode.OK));
        Assert.NotEmpty(server.Logs.Entries);
        Assert.DoesNotContain(server.Logs.Entries, e => Holds(e.Message) || Holds(e.Properties) || Holds(e.Scopes));
    }

    [Theory]
    [MemberData(nameof(DemonstrationHooks))]
    public async Task Texts_of_a_call_reach_no_answer_of_any_response_type(string hook)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var (i, code) in DemonstrationServer.Codes.Index())
        {
            foreach (var masksIds in new[] { false, true })
            {
                var call = Masked(DemonstrationServer.Call(code, hook), Payloads[i % Payloads.Length], masksIds);
                statuses.Add(await IsCleanAsync(demonstration.Client, "2.2", $"crd-{hook}", call));
                statuses.Add(await IsCleanAsync(demonstration.Client, "2.0", $"crd-{hook}", call));
                statuses.Add(await IsCleanAsync(demonstration.Client, "2.2", $"crd-{hook}/explanation", call));
            }
        }

        Assert.Equal(DemonstrationServer.Codes.Count * 6, statuses.Count(s => s == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Order_is_still_judged_when_all_its_texts_are_hostile()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Masked(Given.Call(), Payloads[0], masksIds: false))).Statement.Covered);

        // Without ids of the shape of R4 there is nothing to record it on; what is known is said.
        var masked = await HookAnswer.PostAsync(client, Masked(Given.Call(), Payloads[0], masksIds: true));
        Assert.Empty(masked.Actions);
        Assert.NotEmpty(masked.Cards);
    }

    [Fact]
    public async Task Names_of_members_reach_no_error_and_no_log()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        foreach (var payload in Payloads)
        {
            var call = HookCalls.Of("order-dispatch");
            var key = call.At("prefetch").AsObject().Single(m => m.Key.EndsWith("Requests", StringComparison.Ordinal)).Key;
            var orders = call.At("prefetch", key).DeepClone();
            call.At("prefetch").AsObject().Remove(key);
            call.At("prefetch")[payload] = orders;
            var body = call.ToJsonString().Replace("\"intent\":\"order\"", "\"intent\":\"order\",\"intent\":\"order\"", StringComparison.Ordinal);

            var answer = await HookAnswer.PostTextAsync(client, body, "crd-order-dispatch");

            answer.IsOutcome(HttpStatusCode.BadRequest, "prefetch.?.entry[0].resource");
        }

        Assert.DoesNotContain(server.Logs.Entries, e => Holds(e.Message) || Holds(e.Properties) || Holds(e.Scopes));
    }

    [Fact]
    public async Task Texts_of_feedback_reach_no_error_and_no_log()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        foreach (var payload in Payloads)
        {
            foreach (var changed in new[] { "card", "outcome", "outcomeTimestamp", "id", "code", "system", "display", "userComment", "feedback" })
            {
                var feedback = Given.Parse("""
                    { "feedback": [ { "card": "b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10", "outcome": "overridden", "outcomeTimestamp": "2026-05-04T14:20:05Z",
                      "acceptedSuggestions": [ { "id": "x" } ], "overrideReason": { "reason": { "code": "x", "system": "x", "display": "x" }, "userComment": "x" } } ] }
                    """);
                foreach (var (parent, key) in Mutation.Places(feedback).Where(p => p.Key is string key && key == changed).ToArray())
                {
                    Mutation.Put(parent, key, payload);
                }

                feedback[payload] = payload;
                var answer = await HookAnswer.PostTextAsync(client, feedback.ToJsonString(), "crd-order-sign/feedback");
                Assert.False(Holds(answer.Text), answer.Text);
            }
        }

        Assert.DoesNotContain(server.Logs.Entries, e => Holds(e.Message) || Holds(e.Properties) || Holds(e.Scopes));
    }

    private static bool Holds(string text) => text.Contains(Mark, StringComparison.OrdinalIgnoreCase);

    private static async Task<HttpStatusCode> IsCleanAsync(HttpClient client, string version, string service, JsonObject call)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(new Uri($"{(version == "2.0" ? "/2.0" : "")}/cds-services/{service}", UriKind.Relative), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        foreach (var (parent, key) in Mutation.Places(answer).Where(p => p.Key is "resource").ToArray())
        {
            // Of a resource of the client, what was added to it.
            var added = parent["resource"]!["extension"] as JsonArray ?? [];
            Mutation.Put(parent, key, new JsonArray([.. added.Where(e => (string?)e!["url"] == Statement).Select(e => e!.DeepClone())]));
        }

        var shown = answer.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.False(Holds(shown), $"{service}: {shown}");
        return response.StatusCode;
    }

    private static JsonObject Masked(JsonObject call, string payload, bool masksIds)
    {
        foreach (var (parent, key) in Mutation.Places(call).ToArray())
        {
            var name = key as string ?? "";
            if (Mutation.ValueAt(parent, key) is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
            {
                continue;
            }

            var text = (string)value!;
            var isId = name is "id" or "patientId" or "encounterId" or "fullUrl" || (name == "reference" && masksIds) || (name.Length == 0 && parent is JsonArray && text.Contains('/', StringComparison.Ordinal));
            if (isId)
            {
                Mutation.Put(parent, key, masksIds ? text + payload : text);
            }
            else if (!Kept.Contains(name, StringComparer.Ordinal) && !KeptTexts.Contains(text, StringComparer.Ordinal)
            && !text.Contains("T0", StringComparison.Ordinal) && !text.StartsWith("20", StringComparison.Ordinal))
            {
                Mutation.Put(parent, key, payload);
            }
        }

        foreach (var json in Mutation.Places(call).Select(p => Mutation.ValueAt(p.Parent, p.Key)).OfType<JsonObject>().ToArray())
        {
            json[payload] = new JsonArray(payload, null);
        }

        call.At("prefetch")[payload] = new JsonObject { ["resourceType"] = "Bundle", ["id"] = payload, ["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = payload }) };
        call["extension"] = new JsonObject { ["davinci-crd.configuration"] = new JsonObject { [payload] = payload, ["max-cards"] = payload } };
        return call;
    }
}
