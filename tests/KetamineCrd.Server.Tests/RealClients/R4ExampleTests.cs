using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>Orders and coverages nobody here wrote: the npm package hl7.fhir.r4.examples 4.0.1, each as a hook call.</summary>
public sealed class R4ExampleTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string> Orders => Rows("MedicationRequest", "ServiceRequest");

    public static TheoryData<string, string> Coverages => Rows("Coverage");

    public static TheoryData<string> Hooks => ["order-sign", "order-select"];

    [R4ExamplesTheory]
    [MemberData(nameof(Orders))]
    public async Task Example_order_is_answered_under_a_coverage_of_ours_and_gets_no_card(string hook, string file) =>
        await IsHarmlessAsync(Call(hook, [Read(file)], Given.CoverageResource()));

    [R4ExamplesTheory]
    [MemberData(nameof(Coverages))]
    public async Task Example_coverage_is_answered_for_orders_of_every_kind(string hook, string file)
    {
        await IsHarmlessAsync(Call(hook, [.. All("MedicationRequest").Concat(All("ServiceRequest"))], Read(file)));

        // The same Coverage beside an order that is ours: the payer is nobody we know.
        var ketamine = Call(hook, [Given.MedicationOrder()], Read(file));
        var answer = await HookAnswer.PostAsync(server.Client, ketamine);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(answer.Status == HttpStatusCode.OK, answer.Json.ContainsKey("cards"));
        Assert.DoesNotContain("\"not-covered\"", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"covered\",\"valueCode\":\"covered\"", answer.Text, StringComparison.Ordinal);
    }

    [R4ExamplesTheory]
    [MemberData(nameof(Hooks))]
    public async Task All_example_orders_at_once_are_answered(string hook)
    {
        var orders = All("MedicationRequest").Concat(All("ServiceRequest")).ToArray();
        Assert.True(orders.Length >= 50, $"only {orders.Length} orders were read");
        await IsHarmlessAsync(Call(hook, orders, Given.CoverageResource()));
    }

    [R4ExamplesTheory]
    [MemberData(nameof(Hooks))]
    public async Task Ketamine_order_among_all_examples_is_the_only_one_that_is_answered(string hook)
    {
        var call = Call(hook, [.. All("MedicationRequest"), Given.MedicationOrder("ketamine-order"), .. All("ServiceRequest")], Given.CoverageResource());
        var answer = await HookAnswer.PostAsync(server.Client, call);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var action = Assert.Single(answer.Actions, a => CoverageInformationPart.Of(a!["resource"]!).Any(s => s.Covered != "indeterminate"));
        Assert.Equal("ketamine-order", (string?)action!["resource"]!["id"]);
        Assert.Single(answer.Cards);
    }

    private static IEnumerable<string> Files(string type) =>
        Directory.Exists(OtherFolders.R4Examples) ? Directory.EnumerateFiles(OtherFolders.R4Examples, $"{type}-*.json").Order(StringComparer.Ordinal) : [];

    private static TheoryData<string, string> Rows(params string[] types)
    {
        var data = new TheoryData<string, string>();
        foreach (var hook in new[] { "order-sign", "order-select" })
        {
            foreach (var file in types.SelectMany(Files))
            {
                data.Add(hook, Path.GetFileName(file));
            }
        }

        return data;
    }

    private static JsonObject Read(string file) => Given.Parse(File.ReadAllText(Path.Combine(OtherFolders.R4Examples, file)));

    private static IEnumerable<JsonObject> All(string type) => Files(type).Select(file => Read(Path.GetFileName(file)));

    private static JsonObject Call(string hook, IReadOnlyList<JsonObject> orders, JsonObject coverage)
    {
        var call = Given.Call(hook);
        call.Remove("fhirServer"); // nothing can be read
        call.At("context", "draftOrders", "entry").AsArray().Clear();
        foreach (var order in orders)
        {
            call.AddOrder(order);
        }

        call.At("prefetch")["coverage"] = coverage;
        if (hook == "order-select")
        {
            call.At("context")["selections"] = new JsonArray([.. orders.Select(o => (JsonNode)$"{o["resourceType"]}/{o["id"]}")]);
        }

        return call;
    }

    private async Task IsHarmlessAsync(JsonObject call)
    {
        var draft = call.At("context", "draftOrders").ToJsonString();
        Assert.DoesNotContain("ketamin", draft, StringComparison.OrdinalIgnoreCase);
        var answer = await HookAnswer.PostAsync(server.Client, call);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Cards);

        // Other orders get no statement, or an indeterminate one (cases/README.md).
        Assert.DoesNotContain(answer.Statements, s => s.Covered != "indeterminate");
    }
}
