using System.Net;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Each response type in its shape (crd.md section 9), as the demonstration payer shows it.</summary>
public sealed class ResponseTypeTests(DemonstrationServer server) : IClassFixture<DemonstrationServer>
{
    private static readonly string[] Hooks = ["order-sign", "order-select", "order-dispatch", "appointment-book", "encounter-start", "encounter-discharge"];
    private static readonly string[] DocumentNeeds = ["clinical", "admin", "both"];
    private static readonly string[] AlternateSteps = ["delete", "create"];

    public static TheoryData<string, string> HooksAndVersions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var hook in Hooks)
            {
                data.Add(hook, "2.2");
                data.Add(hook, "2.0");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(HooksAndVersions))]
    public async Task Every_demonstrated_answer_keeps_every_rule_on_every_hook(string hook, string version)
    {
        foreach (var code in DemonstrationServer.Codes)
        {
            var call = DemonstrationServer.Call(code, hook);
            var answer = (await server.AskAsync(call, version)).IsGood(call, version);

            // CRD 2.2.1 resp-29, hook-26, hook-33, hook-39: one update of what the call is about.
            Assert.True(answer.Actions.Count(a => (string?)a!["resource"]!["resourceType"] != "Coverage") == 1, $"{code}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("2.0")]
    public async Task Every_part_and_every_code_of_coverage_information_can_be_seen(string version)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in DemonstrationServer.Codes)
        {
            foreach (var statement in (await server.AskAsync(DemonstrationServer.Call(code), version)).Statements)
            {
                foreach (var part in statement.Json["extension"]!.AsArray())
                {
                    var url = (string)part!["url"]!;
                    parts.Add(url);
                    parts.UnionWith((part["extension"]?.AsArray() ?? []).Select(p => $"{url}.{p!["url"]}"));
                    codes.Add($"{url}: {part["valueCode"]}");
                }

                reasons.UnionWith(statement.ReasonCodes);
            }
        }

        // The part response of 2.0.1 is for forms that the payer has filled in; none are.
        var dialect = CrdDialect.Of(version);
        Assert.Equal(dialect.Parts.Select(p => p.Url).Where(u => u != "response").Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));

        // 2.0.1 has one code for documents: what a patient supplies comes with "both", and "indeterminate" is none of its codes.
        string[] unseen = version == "2.0" ? ["doc-needed: clinical", "doc-needed: admin"] : [];
        Assert.Empty(dialect.Parts.SelectMany(p => p.Codes.Select(c => $"{p.Url}: {c}")).Where(c => !c.StartsWith("detail.", StringComparison.Ordinal))
                .Except(codes, StringComparer.Ordinal).Except(unseen, StringComparer.Ordinal));
        Assert.Equal(dialect.ReasonCodes.Order(StringComparer.Ordinal), reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task External_reference_has_absolute_links_and_no_suggestions()
    {
        var card = await CardAsync("external-reference");
        Assert.NotEmpty(card["links"]!.AsArray());
        Assert.All(card["links"]!.AsArray(), l =>
        {
            Assert.Equal("absolute", (string?)l!["type"]);
            Assert.Null(l["appContext"]);
            Assert.True(Uri.IsWellFormedUriString((string?)l["url"], UriKind.Absolute));
        });
        Assert.Null(card["suggestions"]);
    }

    [Fact]
    public async Task Instructions_have_a_detail_and_neither_links_nor_suggestions()
    {
        var card = await CardAsync("instructions");
        Assert.False(string.IsNullOrWhiteSpace((string?)card["detail"]));
        Assert.Null(card["links"]);
        Assert.Null(card["suggestions"]);
    }

    [Fact]
    public async Task Smart_app_is_launched_by_smart_links_only()
    {
        var card = await CardAsync("launch-smart");
        Assert.NotEmpty(card["links"]!.AsArray());
        Assert.All(card["links"]!.AsArray(), l => Assert.Equal("smart", (string?)l!["type"]));
        Assert.Null(card["suggestions"]);
    }

    [Fact]
    public async Task Alternate_takes_the_order_away_and_adds_a_draft_for_the_same_patient()
    {
        var actions = Suggested(await CardAsync("alternate-request"));
        Assert.Equal(AlternateSteps, actions.Select(a => (string)a!["type"]!), StringComparer.Ordinal);
        Assert.Equal(Given.Order, (string?)actions[0]!["resourceId"]);
        Assert.Null(actions[0]!["resource"]);
        IsDraft(actions[1]!["resource"]!);
    }

    [Theory]
    [InlineData("alternate-request", "MedicationRequest")]
    [InlineData("alternate-request", "ServiceRequest")]
    [InlineData("everything", "MedicationRequest")]
    [InlineData("everything", "ServiceRequest")]
    public async Task Alternate_is_of_the_type_of_the_order_that_it_replaces(string code, string type)
    {
        var call = DemonstrationCall.About("order-sign", type == "ServiceRequest" ? DemonstrationCall.Service(code) : DemonstrationCall.Drug(code));

        var answer = await DemonstrationCall.AnswerAsync(server.Client, call);

        var actions = Assert.Single(answer.Cards, c => c!["suggestions"]?[0]?["actions"]?[0]?["type"]?.ToString() == "delete")!["suggestions"]![0]!["actions"]!.AsArray();
        Assert.StartsWith(type + "/", (string?)actions[0]!["resourceId"], StringComparison.Ordinal);
        Assert.Equal(type, (string?)actions[1]!["resource"]!["resourceType"]);
    }

    [Fact]
    public async Task Additional_order_is_a_draft_for_the_same_patient()
    {
        var action = Assert.Single(Suggested(await CardAsync("additional-orders")))!;
        Assert.Equal("create", (string?)action["type"]);
        IsDraft(action["resource"]!);
    }

    [Fact]
    public async Task Form_is_made_where_it_is_not_yet_there_and_a_task_asks_for_it()
    {
        var actions = Suggested(await CardAsync("form-completion"));
        Assert.Equal("Questionnaire", (string?)actions[0]!["resource"]!["resourceType"]);
        Assert.StartsWith("url=", (string?)actions[0]!["extension"]!["davinci-crd.if-none-exist"], StringComparison.Ordinal);
        Assert.Equal("Task", (string?)actions[1]!["resource"]!["resourceType"]);
        Assert.Null(actions[1]!["resource"]!["focus"]);
    }

    [Fact]
    public async Task Form_is_looked_for_on_the_ehr_and_not_sent_again_where_it_is()
    {
        await using var ehr = await EhrServer.StartAsync();
        var call = DemonstrationServer.Call("form-completion").At(ehr.Base);
        var questionnaire = Suggested((await server.AskAsync(call)).IsGood(call).Cards[0]!)[0]!["resource"]!.DeepClone().AsObject();
        Assert.StartsWith("Questionnaire?url=", Assert.Single(ehr.Requests).Address, StringComparison.Ordinal);

        ehr.Replace(questionnaire);
        var action = Assert.Single(Suggested((await server.AskAsync(call)).IsGood(call).Cards[0]!))!;
        Assert.Equal("Task", (string?)action["resource"]!["resourceType"]);
    }

    [Theory]
    [InlineData("order-sign", false)]
    [InlineData("order-select", false)]
    [InlineData("encounter-start", true)]
    public async Task Coverage_record_is_corrected_by_a_card_only_where_nobody_is_ordering(string hook, bool byCard)
    {
        var call = DemonstrationServer.Call("coverage-update", hook);
        var answer = (await server.AskAsync(call)).IsGood(call);
        Assert.Equal(byCard, answer.Cards.Count == 1);
        Assert.Equal(!byCard, answer.Actions.Any(a => (string?)a!["resource"]!["resourceType"] == "Coverage"));
    }

    [Fact]
    public async Task Option_for_every_type_is_offered_and_switches_it_off()
    {
        var discovery = Given.Parse(await server.Client.GetStringAsync(new Uri("/cds-services", UriKind.Relative)));
        var offered = discovery.At("services", 0, "extension", "davinci-crd.configuration-options").AsArray()
            .Where(o => (string?)o!["type"] == "boolean").Select(o => (string)o!["code"]!).ToArray();
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in DemonstrationServer.Codes)
        {
            topics.UnionWith((await server.AskAsync(DemonstrationServer.Call(code))).Cards.Select(Topic));
        }

        Assert.NotEmpty(topics);
        Assert.All(topics, topic => Assert.Contains(topic, offered, StringComparer.Ordinal)); // dev-5a
        foreach (var option in offered)
        {
            var call = DemonstrationServer.Call("everything");
            call["extension"] = new JsonObject { ["davinci-crd.configuration"] = new JsonObject { [option] = false } };
            var answer = (await server.AskAsync(call)).IsGood(call);
            Assert.DoesNotContain(answer.Cards, c => Topic(c) == option); // dev-5b
            Assert.Equal(option != "coverage-info", answer.Statements.Count > 0); // resp-28
            Assert.Equal(option is not ("coverage-info" or "unsolicited-determ"), answer.Text.Contains("\"satisfied\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("order-select")]
    [InlineData("encounter-start")]
    [InlineData("encounter-discharge")]
    public async Task Secondary_hook_asks_nobody_for_documents(string hook)
    {
        // CRD 2.2.1 hook-19; at signing the same order asks for them.
        foreach (var code in new[] { "authorization", "documentation", "everything" })
        {
            Assert.Contains(Needs((await server.AskAsync(DemonstrationServer.Call(code))).Statement), n => DocumentNeeds.Contains(n, StringComparer.Ordinal));
            Assert.DoesNotContain(Needs((await server.AskAsync(DemonstrationServer.Call(code, hook))).Statement), n => DocumentNeeds.Contains(n, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Several_statements_about_one_coverage_differ_by_billing_code_and_share_their_id()
    {
        var statements = (await server.AskAsync(DemonstrationServer.Call("billing"))).Statements;
        Assert.Equal(2, statements.Count);
        Assert.Equal(2, statements.Select(s => (string?)s.Part("billingCode")!["valueCoding"]!["code"]).Distinct(StringComparer.Ordinal).Count());
        Assert.Single(statements.Select(s => s.AssertionId).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_coverage_has_other_ids()
    {
        var call = DemonstrationServer.Call("satisfied");
        var first = (await server.AskAsync(call)).Statement;
        call.TheCoverage()["id"] = "coverage-2";
        Assert.NotEqual(first.AssertionId, (await server.AskAsync(call)).Statement.AssertionId, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Answer_is_compact_and_has_nothing_empty()
    {
        var call = DemonstrationServer.Call("everything");
        var answer = (await server.AskAsync(call)).IsGood(call);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain('\n', answer.Text);
        Assert.DoesNotContain("\": ", answer.Text, StringComparison.Ordinal);
    }

    private static string Topic(JsonNode? card) => (string)card!["source"]!["topic"]!["code"]!;

    private static JsonArray Suggested(JsonNode card) => Assert.Single(card["suggestions"]!.AsArray())!["actions"]!.AsArray();

    private static IEnumerable<string> Needs(CoverageInformationPart statement) => statement.Parts("doc-needed").Select(p => (string)p["valueCode"]!);

    private static void IsDraft(JsonNode order)
    {
        Assert.Equal("draft", (string?)order["status"]);
        Assert.Equal("Patient/patient-1", (string?)order["subject"]!["reference"]);
    }

    private async Task<JsonNode> CardAsync(string code)
    {
        var call = DemonstrationServer.Call(code);
        return Assert.Single((await server.AskAsync(call)).IsGood(call).Cards)!;
    }
}
