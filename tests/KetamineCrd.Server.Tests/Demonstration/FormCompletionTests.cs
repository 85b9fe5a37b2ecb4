using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>A form to be completed: the server asks the EHR first whether it has the Questionnaire (CRD 2.2.1 dev-19, dev-20).</summary>
public sealed class FormCompletionTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    private static readonly string[] TaskAlone = ["Task"];
    private static readonly string[] Both = ["Questionnaire", "Task"];

    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Form_that_the_ehr_has_is_not_sent_again(string dialect, string hook)
    {
        await using var ehr = await EhrServer.StartAsync(Questionnaire(DemonstrationCall.FormVersion));

        var answer = await AskAsync(ehr.Base, hook, dialect);

        Assert.Equal(TaskAlone, Created(answer), StringComparer.Ordinal);
        Assert.Equal($"Questionnaire?url={DemonstrationCall.Form}&version={DemonstrationCall.FormVersion}", Assert.Single(ehr.Requests, IsSearch).Address);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Form_that_the_ehr_lacks_comes_with_the_task_on_condition_that_it_is_still_absent(string dialect, string hook)
    {
        await using var ehr = await EhrServer.StartAsync();

        var answer = await AskAsync(ehr.Base, hook, dialect);

        Assert.Equal(Both, Created(answer), StringComparer.Ordinal);
        Assert.Single(ehr.Requests, IsSearch);
        IsConditional(answer);
    }

    [Fact]
    public async Task Other_version_of_the_form_is_not_the_form()
    {
        await using var ehr = await EhrServer.StartAsync(Questionnaire("0.9.0"));

        Assert.Equal(Both, Created(await AskAsync(ehr.Base, "order-sign")), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(EhrFault.ServerError)]
    [InlineData(EhrFault.Unauthorized)]
    [InlineData(EhrFault.NotFound)]
    [InlineData(EhrFault.Garbage)]
    [InlineData(EhrFault.OperationOutcome)]
    public async Task Ehr_that_cannot_tell_leaves_it_to_the_condition(EhrFault fault)
    {
        await using var ehr = await EhrServer.StartAsync(Questionnaire(DemonstrationCall.FormVersion));
        ehr.FaultOn("Questionnaire", fault);

        var answer = await AskAsync(ehr.Base, "order-sign");

        Assert.Equal(Both, Created(answer), StringComparer.Ordinal);
        IsConditional(answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/2.0")]
    public async Task Ehr_that_is_down_leaves_it_to_the_condition(string dialect)
    {
        var ehr = await EhrServer.StartAsync();
        var address = ehr.Base;
        await ehr.DisposeAsync();

        var answer = await AskAsync(address, "order-sign", dialect);

        Assert.Equal(Both, Created(answer), StringComparer.Ordinal);
        IsConditional(answer);
        Assert.Equal("covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Ehr_that_hangs_costs_no_more_than_the_time_for_one_call()
    {
        using var hurried = new ServerFactory { Settings = { ["Crd:Demonstration"] = "true", ["Crd:HookBudget"] = "00:00:01" } };
        using var client = hurried.CreateClient();
        await using var ehr = await EhrServer.StartAsync();
        ehr.Hangs = true;
        var call = DemonstrationCall.At(DemonstrationCall.Of("order-sign", "form-completion"), ehr.Base);

        var answer = await DemonstrationCall.AnswerAsync(client, call);

        Assert.Equal(Both, Created(answer), StringComparer.Ordinal);
        Assert.Equal("covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Form_among_the_prefetch_is_not_sent_again()
    {
        var call = DemonstrationCall.Of("order-sign", "form-completion");
        call["prefetch"]!["questionnaires"] = DemonstrationCall.Bundle(Questionnaire(DemonstrationCall.FormVersion));

        Assert.Equal(TaskAlone, Created(await DemonstrationCall.AnswerAsync(server.Client, call)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Nobody_looks_for_a_form_that_is_not_wanted()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = DemonstrationCall.At(DemonstrationCall.Of("order-sign", "form-completion"), ehr.Base);

        var answer = await DemonstrationCall.AnswerAsync(server.Client, DemonstrationCall.With(call, """{ "appropriate-use": false }"""));

        Assert.Empty(answer.Cards);
        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("""{ "display": "Demonstration Health Plan" }""", null)]
    [InlineData("""{ "reference": "Organization/payer-1", "display": "Demonstration Health Plan" }""", "Organization/payer-1")]
    [InlineData("""{ "reference": "Patient/patient-1" }, { "display": "Demonstration Health Plan" }""", null)]
    public async Task Task_is_requested_by_the_payers_organization(string payors, string? reference)
    {
        // Profile taskquestionnaire: requester is an Organization; crd.md section 9 tells not to copy the guide's Practitioner.
        var call = DemonstrationCall.Of("order-sign", "form-completion");
        call["prefetch"]!["coverage"]!["payor"] = JsonNode.Parse($"[{payors}]");

        var requester = (await DemonstrationCall.AnswerAsync(server.Client, call)).Cards[0]!["suggestions"]![0]!["actions"]![1]!["resource"]!["requester"]!;

        Assert.Equal(reference, (string?)requester["reference"]);
        Assert.StartsWith("Demonstration Health Plan", (string?)requester["display"], StringComparison.Ordinal);
    }

    private static JsonObject Questionnaire(string version) => Given.Parse($$"""
        { "resourceType": "Questionnaire", "id": "form-1", "url": "{{DemonstrationCall.Form}}", "version": "{{version}}", "status": "active" }
        """);

    private static bool IsSearch(EhrServer.Received request) => request.Address.StartsWith("Questionnaire", StringComparison.Ordinal);

    private static IEnumerable<string> Created(HookAnswer answer)
    {
        var actions = Assert.Single(answer.Cards)!["suggestions"]![0]!["actions"]!.AsArray();
        Assert.All(actions, a => Assert.Equal("create", (string?)a!["type"]));
        return actions.Select(a => (string)a!["resource"]!["resourceType"]!);
    }

    private static void IsConditional(HookAnswer answer)
    {
        // dev-19: "url=…&version=…" of the Questionnaire, as FHIR's If-None-Exist has it: values percent-encoded, no question mark.
        var condition = (string?)answer.Cards[0]!["suggestions"]![0]!["actions"]![0]!["extension"]!["davinci-crd.if-none-exist"];
        Assert.Equal($"url={DemonstrationCall.Form}&version={DemonstrationCall.FormVersion}", WebUtility.UrlDecode(condition));
    }

    private Task<HookAnswer> AskAsync(Uri fhirBase, string hook, string dialect = "") =>
        DemonstrationCall.AnswerAsync(server.Client, DemonstrationCall.At(DemonstrationCall.Of(hook, "form-completion"), fhirBase), dialect);
}
