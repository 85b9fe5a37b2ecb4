using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Why a call would be answered as it would be, over HTTP: the body of the call, its reads and its errors.</summary>
public sealed class ExplanationEndpointTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Service = "crd-order-sign/explanation";

    [Theory]
    [InlineData("")]
    [InlineData("/2.0")]
    public async Task Explanation_names_facts_tests_policy_and_section(string prefix)
    {
        using var content = new StringContent(Given.Call().ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri($"{prefix}/cds-services/{Service}", UriKind.Relative), content);
        var answer = await HookAnswer.ReadAsync(response);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        var order = Assert.Single(answer.Json["orders"]!.AsArray())!;
        Assert.Equal("not-covered", (string?)order["determination"]);
        Assert.Contains(order["sources"]!.AsArray(), s =>
            (string?)s!["fact"] == "drug" && (string?)s["path"] == "context.draftOrders.entry[0].resource.medicationCodeableConcept.coding[0]");
        Assert.Equal("drug", (string?)order["tests"]![0]!["test"]);
        Assert.Equal("rules", (string?)order["tests"]!.AsArray()[^1]!["test"]);
        Assert.Equal("7.03.03", (string?)order["policy"]!["number"]);
        Assert.Equal("Policy Statement", (string?)order["policy"]!["section"]);
        Assert.Empty(answer.Json["repairs"]!.AsArray());
    }

    [Fact]
    public async Task What_the_call_lacks_is_read_from_the_ehr()
    {
        await using var ehr = await OnTheEhr.StartAsync();

        var answer = await HookAnswer.PostAsync(server.Client, OnTheEhr.Call("Organization").At(ehr.Base), Service);

        Assert.Equal("Organization/organization-1", Assert.Single(ehr.Requests).Address);
        Assert.Contains(answer.Json["orders"]![0]!["sources"]!.AsArray(), s =>
            (string?)s!["fact"] == "payer" && ((string)s["path"]!).StartsWith("Organization/organization-1: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_that_is_none_of_ours_is_explained_too()
    {
        var call = Given.Call();
        call.At("context", "draftOrders", "entry", 0)["resource"] = Given.OtherOrder();

        var order = (await HookAnswer.PostAsync(server.Client, call, Service)).Json["orders"]![0]!;

        Assert.Equal("not-addressed", (string?)order["determination"]);
        Assert.Equal("other-drug", (string?)order["passedOver"]);
    }

    [Fact]
    public async Task Errors_are_those_of_the_call()
    {
        var withoutContext = Given.Call();
        withoutContext.Remove("context");
        await IsAnsweredLikeTheCall(withoutContext.ToJsonString(), HttpStatusCode.BadRequest);

        var withoutCoverage = Given.Call();
        withoutCoverage.At("prefetch")["coverage"] = null;
        await IsAnsweredLikeTheCall(withoutCoverage.ToJsonString(), HttpStatusCode.BadRequest);

        var unobtainable = Given.Call();
        unobtainable.At("prefetch").AsObject().Remove("coverage");
        unobtainable.Remove("fhirServer");
        await IsAnsweredLikeTheCall(unobtainable.ToJsonString(), HttpStatusCode.PreconditionFailed);

        var otherVersion = Given.Call();
        otherVersion["extension"] = new JsonObject { ["davinci-crd.requestedVersion"] = "9.9" };
        await IsAnsweredLikeTheCall(otherVersion.ToJsonString(), HttpStatusCode.UnprocessableEntity);

        await IsAnsweredLikeTheCall("{", HttpStatusCode.BadRequest);
        await IsAnsweredLikeTheCall(
            Given.Call().ToJsonString().Replace("\"status\":\"draft\"", "\"status\":\"draft\",\"status\":\"draft\"", StringComparison.Ordinal), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Address_method_and_content_are_checked()
    {
        (await HookAnswer.PostAsync(server.Client, Given.Call(), "no-such-service/explanation")).IsOutcome(HttpStatusCode.NotFound);

        using var read = await server.Client.GetAsync(new Uri($"/cds-services/{Service}", UriKind.Relative));
        (await HookAnswer.ReadAsync(read)).IsOutcome(HttpStatusCode.MethodNotAllowed);

        using var content = new StringContent("hook=order-sign", Encoding.UTF8, "text/plain");
        (await HookAnswer.PostContentAsync(server.Client, content, Service)).IsOutcome(HttpStatusCode.UnsupportedMediaType);
    }

    private async Task IsAnsweredLikeTheCall(string body, HttpStatusCode status)
    {
        var answer = await HookAnswer.PostTextAsync(server.Client, body, Service);
        answer.IsOutcome(status);
        Assert.Equal((await HookAnswer.PostTextAsync(server.Client, body)).Text, answer.Text);
    }
}
