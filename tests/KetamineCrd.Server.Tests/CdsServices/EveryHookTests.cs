using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>What holds for each of the six hooks, in both releases of the guide.</summary>
public sealed class EveryHookTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string> HooksAndVersions => HookCalls.HooksAndVersions;

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Answer_keeps_every_rule(string hook, string version)
    {
        var call = HookCalls.Of(hook);
        var answer = (await HookCalls.PostAsync(server.Client, call, version)).IsGood(call, version);
        if (hook.StartsWith("encounter", StringComparison.Ordinal))
        {
            answer.IsSilent();
        }
        else
        {
            Assert.Equal("not-covered", answer.Statement.Covered);
        }
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Unknown_fields_of_the_context_change_nothing(string hook, string version)
    {
        // CRD 2.2.1 hook-23; CRD 2.0.1 hooks: "ignore unknown context elements".
        var call = HookCalls.Of(hook);
        var known = await HookCalls.PostAsync(server.Client, call, version);
        call.At("context")["orders"] = new JsonArray("MedicationRequest/none");
        call.At("context")["x-site"] = Given.Parse("""{ "resourceType": "Bundle", "entry": [ null, 1 ] }""");

        var answer = await HookCalls.PostAsync(server.Client, call, version);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(known.Text, answer.Text);
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Call_of_another_hook_is_refused(string hook, string version)
    {
        var call = HookCalls.Of(hook);
        call["hook"] = hook == "order-sign" ? "order-select" : "order-sign";
        (await HookCalls.PostAsync(server.Client, call, version, hook)).IsRefused(RefusedFor.HooksOrFhir, version, "hook");
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Release_is_served_at_its_own_address_only(string hook, string version)
    {
        // CRD 2.2.1, davinci-crd.requestedVersion: an error when the version is not supported.
        var call = HookCalls.Of(hook);
        call["extension"] = new JsonObject { ["davinci-crd.requestedVersion"] = version };

        Assert.Equal(HttpStatusCode.OK, (await HookCalls.PostAsync(server.Client, call, version)).Status);
        (await HookCalls.PostAsync(server.Client, call, version == "2.0" ? "2.2" : "2.0"))
            .IsOutcome(HttpStatusCode.UnprocessableEntity, "extension['davinci-crd.requestedVersion']");
    }
}
