using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Logging;

/// <summary>
/// Nothing that a call brings along is in a log at any level, a metric, a trace, an error text or an address: style guide section 6, "Privacy";
/// cds-hooks.md section 6 ("redact from logs").
/// </summary>
public sealed class LogPrivacyTests : IDisposable
{
    private static readonly string[] FreeText = ["overrideReason", "acceptedSuggestions"];

    private readonly QuietServer _server = new();
    private readonly QuietServer _reporting = new(new ServerFactory { Settings = { ["Crd:Validation:Mode"] = "report", ["Crd:AllowedOrigins:0"] = "*", ["Crd:HookBudget"] = "00:00:01" } });

    public static TheoryData<string> Masks => ["facts", "every text", "names"];

    public static TheoryData<EhrFault> Faults => [.. Enum.GetValues<EhrFault>()];

    public void Dispose()
    {
        _server.Dispose();
        _reporting.Dispose();
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public async Task No_value_of_a_call_is_in_any_message_property_or_scope(string mask)
    {
        using var client = _server.Client();
        var answered = 0;
        foreach (var row in HookCalls.HooksAndVersions)
        {
            var (hook, version) = ((string)row[0], (string)row[1]);
            var call = Masked(HookCalls.Of(hook), mask);
            foreach (var suffix in new[] { "", "/explanation" })
            {
                answered += await _server.PostAsync(client, version, $"crd-{hook}{suffix}", call.ToJsonString()) is HttpStatusCode.OK ? 1 : 0;
            }
        }

        Assert.Equal(mask == "every text" ? 0 : 24, answered);
        _server.ToldNothing();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task No_value_of_a_call_is_told_when_the_EHR_fails(EhrFault fault)
    {
        await using var ehr = await EhrServer.StartAsync(
            [.. new[] { OnTheEhr.Organization, OnTheEhr.Medication, OnTheEhr.Condition, Given.CoverageResource() }.Select(Canary.InFacts)]);
        ehr.Elsewhere = ehr;
        using var client = _server.Client();
        foreach (var type in OnTheEhr.Types)
        {
            ehr.FaultOn(type, fault);
        }

        var call = Canary.InFacts(OnTheEhr.Call(OnTheEhr.Types)).At(ehr.Base).ToJsonString();
        await _server.PostAsync(client, "2.2", "crd-order-sign", call);
        await _server.PostAsync(client, "2.0", "crd-order-sign", call);
        await _server.PostAsync(client, "2.2", "crd-order-sign/explanation", call);

        Assert.Contains(ehr.Requests, r => Canary.IsIn(r.Address));
        _server.ToldNothing();
    }

    [Fact]
    public async Task No_value_of_a_refused_call_is_told()
    {
        using var client = _server.Client();
        var withoutOrders = Canary.InFacts(Given.Call());
        withoutOrders.At("context").AsObject().Remove("draftOrders");
        var withoutCoverage = Canary.InFacts(Given.Call().WithoutFhirServer());
        withoutCoverage.At("prefetch")["coverage"] = null;
        var ofAnotherService = Canary.InFacts(Given.Call());
        ofAnotherService["hook"] = $"{Canary.Mark}-hook";
        var prefetchIsText = Canary.InFacts(Given.Call());
        prefetchIsText["prefetch"] = Canary.Mark;
        var badToken = Canary.InFacts(OnTheEhr.Call("Organization"));
        badToken.At("fhirAuthorization")["access_token"] = $"{Canary.Mark}\r\nToken";
        foreach (var version in new[] { "2.2", "2.0" })
        {
            foreach (var body in new[]
                     {
                         withoutOrders.ToJsonString(), withoutCoverage.ToJsonString(), ofAnotherService.ToJsonString(), prefetchIsText.ToJsonString(),
                         $"{{ \"{Canary.Mark}\": {Canary.Mark}", $"\"{Canary.Mark}\"", $"[\"{Canary.Mark}\"]", Canary.Mark,
                         $$"""{"hook":"order-sign","{{Canary.Mark}}":1,"{{Canary.Mark}}":2}""",
                     })
            {
                Assert.NotEqual(HttpStatusCode.OK, await _server.PostAsync(client, version, "crd-order-sign", body));
                Assert.NotEqual(HttpStatusCode.OK, await _server.PostAsync(client, version, "crd-order-sign/explanation", body));
            }

            Assert.Equal(HttpStatusCode.OK, await _server.PostAsync(client, version, "crd-order-sign", badToken.ToJsonString()));
            Assert.Equal(HttpStatusCode.NotFound, await _server.PostAsync(client, version, $"{Canary.Mark}-service", "{}"));
            Assert.Equal(HttpStatusCode.NotFound, await _server.PostAsync(client, version, $"{Canary.Mark}-service/feedback", "{}"));
        }

        _server.ToldNothing();
    }

    [Fact]
    public async Task No_value_of_feedback_is_told()
    {
        using var client = _server.Client();
        foreach (var entry in new[]
                 {
                     """{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"overridden","overrideReason":{"reason":{"system":"a","code":"b","display":"c"},"userComment":"d"},"outcomeTimestamp":"2026-05-04T14:20:05Z"}""",
                     """{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"accepted","acceptedSuggestions":[{"id":"e"}],"outcomeTimestamp":"2026-05-04T14:20:05Z"}""",
                 })
        {
            var taken = Given.Parse(entry);
            foreach (var member in FreeText.Where(taken.ContainsKey))
            {
                taken[member] = Canary.InEveryText(new JsonObject { [""] = taken[member]!.DeepClone() })[""]!.DeepClone();
            }

            foreach (var prefix in new[] { "2.2", "2.0" })
            {
                var refused = CrdDialect.Of(prefix).StatusOf(RefusedFor.HooksOrFhir);
                Assert.Equal(HttpStatusCode.OK, await _server.PostAsync(client, prefix, "crd-order-sign/feedback", Feedback(taken)));
                Assert.Equal(refused, await _server.PostAsync(client, prefix, "crd-order-sign/feedback", Feedback(Canary.InEveryText(Given.Parse(entry)))));
                Assert.Equal(refused, await _server.PostAsync(client, prefix, "crd-order-sign/feedback", Feedback(new JsonObject { [Canary.Mark] = Canary.Mark })));
            }
        }

        _server.ToldNothing();
        static string Feedback(JsonObject entry) => new JsonObject { ["feedback"] = new JsonArray(entry.DeepClone()) }.ToJsonString();
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public async Task No_value_and_no_name_of_a_call_is_told_when_it_is_validated(string mask)
    {
        using var client = _reporting.Client();
        var calls = HookCalls.HooksAndVersions.Select(row => (Hook: (string)row[0], Version: (string)row[1], Call: Masked(Misshapen(HookCalls.Of((string)row[0])), mask))).ToList();
        foreach (var (hook, version, call) in calls)
        {
            await _reporting.PostAsync(client, version, $"crd-{hook}", call.ToJsonString());
        }

        // Calls that are none are not judged.
        while (mask != "every text" && _reporting.Logs.Count(e => e.Message.Contains(" was validated: ", StringComparison.Ordinal)) < calls.Count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _reporting.Patience);
        }

        _reporting.ToldNothing();
        Assert.True(mask == "every text" || _reporting.Logs.Any(e => e.Message.Contains(" error ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public async Task No_value_of_a_resource_is_in_what_its_validation_says(string mask)
    {
        using var client = _server.Client();
        foreach (var resource in new[] { Given.MedicationOrder(), Given.CoverageResource(), OnTheEhr.Organization, OnTheEhr.Condition }.Select(r => Masked(r, mask)))
        {
            foreach (var path in new[] { "$validate", $"{resource["resourceType"]}/$validate", $"$validate?profile=http://{Canary.Mark}.example/{Canary.Mark}" })
            {
                using var content = new StringContent(resource.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
                using var response = await client.PostAsync(new Uri($"/fhir/{path}", UriKind.Relative), content, _server.Patience);
                var outcome = JsonNode.Parse(await response.Content.ReadAsStringAsync(_server.Patience))!;

                await QuietServer.IsQuietAsync(response);
                Assert.All(outcome["issue"]!.AsArray(), issue => Assert.False(Canary.IsIn($"{issue!["details"]} {issue["diagnostics"]}"), issue.ToJsonString()));
            }
        }

        _server.ToldNothing();
    }

    // What has names and values of the client in places that rules are broken at.
    private static JsonObject Misshapen(JsonObject call)
    {
        call.At("prefetch")[$"{Canary.Mark}-key"] = Given.Parse($$"""
            {
              "resourceType": "MedicationRequest", "status": "{{Canary.Mark}}", "intent": 7, "{{Canary.Mark}}": 1, "medication{{Canary.Mark}}": {}, "_{{Canary.Mark}}": {},
              "subject": { "reference": "{{Canary.Mark}}/1" }, "authoredOn": "{{Canary.Mark}}", "category": { "{{Canary.Mark}}": [] },
              "extension": [ { "url": "{{Canary.Mark}}", "value{{Canary.Mark}}": 1 } ], "contained": [ { "resourceType": "{{Canary.Mark}}" } ]
            }
            """);
        call.At("prefetch")["other"] = new JsonObject { ["resourceType"] = Canary.Mark };
        return call;
    }

    private static JsonObject Masked(JsonObject call, string mask) => mask switch
    {
        "facts" => Canary.InFacts(call),
        "names" => Canary.InNames(call),
        _ => Canary.InEveryText(call),
    };
}
