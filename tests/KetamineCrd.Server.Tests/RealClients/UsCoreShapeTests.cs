using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>The same order in the shapes of US Core 3.1.1, 6.1.0 and 7.0.0 (CRD 2.2.1 builds on all three) gets the same answer.</summary>
public sealed class UsCoreShapeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string, string> Mixtures
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var order in UsCoreShapes.Versions)
            {
                foreach (var condition in UsCoreShapes.Versions)
                {
                    foreach (var coverage in UsCoreShapes.Versions)
                    {
                        data.Add(order, condition, coverage);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public async Task Order_condition_and_coverage_of_any_version_are_answered_alike(string order, string condition, string coverage)
    {
        var plain = await HookAnswer.PostAsync(server.Client, Given.Call());
        var call = Call(order);
        Prefetch(call, UsCoreShapes.Medication(order), UsCoreShapes.Condition(condition), UsCoreShapes.Coverage(coverage), UsCoreShapes.Organization(coverage));

        IsTheSame(plain, (await HookAnswer.PostAsync(server.Client, call)).IsGood(call));
    }

    [Theory]
    [InlineData("3.1.1")]
    [InlineData("6.1.0")]
    [InlineData("7.0.0")]
    public async Task What_is_read_from_an_ehr_of_any_version_is_answered_alike(string version)
    {
        await using var ehr = await EhrServer.StartAsync(
            UsCoreShapes.Medication(version), UsCoreShapes.Condition(version), UsCoreShapes.Coverage(version), UsCoreShapes.Organization(version));
        var plain = await HookAnswer.PostAsync(server.Client, Given.Call().At(ehr.Base));
        var call = Call(version).At(ehr.Base);

        IsTheSame(plain, (await HookAnswer.PostAsync(server.Client, call)).IsGood(call));
        Assert.Equal(4, ehr.Requests.Count);
    }

    [Theory]
    [InlineData("3.1.1", "resolved")]
    [InlineData("6.1.0", "remission")]
    [InlineData("7.0.0", "inactive")]
    public async Task Condition_that_is_over_is_no_reason_in_any_version(string version, string clinicalStatus)
    {
        var call = Call(version);
        var condition = UsCoreShapes.Condition(version);
        condition.At("clinicalStatus", "coding", 0)["code"] = clinicalStatus;
        Prefetch(call, UsCoreShapes.Medication(version), condition, UsCoreShapes.Coverage(version), UsCoreShapes.Organization(version));

        Assert.DoesNotContain((await HookAnswer.PostAsync(server.Client, call)).Statements, s => s.Covered == "not-covered");
    }

    // Only the order comes with the call.
    private static JsonObject Call(string version)
    {
        var call = Given.Call();
        call.At("context", "draftOrders", "entry", 0)["resource"] = UsCoreShapes.Order(version);
        call.At("prefetch").AsObject().Remove("coverage");
        return call;
    }

    private static void Prefetch(JsonObject call, params JsonObject[] resources)
    {
        foreach (var resource in resources)
        {
            call.At("prefetch")[((string)resource["resourceType"]!).ToLowerInvariant()] = resource;
        }
    }

    private static void IsTheSame(HookAnswer expected, HookAnswer actual)
    {
        Assert.Equal("not-covered", actual.Statement.Covered);
        Assert.Equal(expected.Statement.Coverage, actual.Statement.Coverage);
        Assert.Equal(expected.Statement.ReasonText, actual.Statement.ReasonText);
        Assert.True(JsonNode.DeepEquals(expected.Cards, actual.Cards), actual.Cards.ToJsonString());
    }
}
