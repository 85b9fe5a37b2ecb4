using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Feedback;

/// <summary>CDS Hooks 2.0, "Feedback" (cds-hooks.md section 8; cdsh-071, cdsh-072).</summary>
public sealed class FeedbackTests : IDisposable
{
    private const string Sign = "/cds-services/crd-order-sign/feedback";
    private const string Card = "b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10";
    private const string OurReasons = "https://ketaminecrd.example/fhir/CodeSystem/override-reason";
    private const string Mark = "Canary";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly ServerFactory _server = new();
    private readonly HttpClient _client;
    private readonly FeedbackCounts _counts;

    public FeedbackTests()
    {
        _client = _server.CreateClient();
        _counts = new FeedbackCounts(_server.Services);
    }

    public static TheoryData<string, string> Addresses
    {
        get
        {
            var addresses = new TheoryData<string, string>();
            foreach (var service in CdsService.All)
            {
                addresses.Add("", service.Id);
                addresses.Add("/2.0", service.Id);
            }

            return addresses;
        }
    }

    public static TheoryData<string, string> WrongValues => new()
    {
        { "card", "null" },
        { "card", "7" },
        { "card", $"\"{Mark}\"" },
        { "card", "\"b2a7c7d46f0b4c538f1e3a5a0f9f2f10\"" },
        { "outcome", "null" },
        { "outcome", "true" },
        { "outcome", $"\"{Mark}\"" },
        { "outcome", "\"Accepted\"" },
        { "outcomeTimestamp", "null" },
        { "outcomeTimestamp", "1777904405" },
        { "outcomeTimestamp", $"\"{Mark}\"" },
        { "outcomeTimestamp", "\"2026-05-04\"" },
        { "outcomeTimestamp", "\"2026-05-04T14:20:05\"" },
        { "outcomeTimestamp", "\"2026-05-04T14:20:05.123456\"" },
        { "outcomeTimestamp", "\"2026-05-04T14:20Z\"" },
        { "outcomeTimestamp", "\"2026-02-30T14:20:05Z\"" },
        { "outcomeTimestamp", $"\"2026-05-04T14:20:05.{Mark}Z\"" },
        { "overrideReason", $"\"{Mark}\"" },
        { "overrideReason.reason", $"{{\"reason\":\"{Mark}\"}}" },
        { "overrideReason.userComment", $"{{\"userComment\":{{\"{Mark}\":1}}}}" },
    };

    public void Dispose()
    {
        _counts.Dispose();
        _client.Dispose();
        _server.Dispose();
        _patience.Dispose();
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_service_takes_feedback_and_answers_with_an_empty_body(string prefix, string service)
    {
        var answer = await PostAsync(Call(Overridden()), $"{prefix}/cds-services/{service}/feedback");

        IsTaken(answer);
        Assert.Equal([$"{service} overridden exception-requested"], _counts.All);
        var line = Assert.Single(Taken());
        Assert.Equal(LogLevel.Information, line.Level);
        Has(line, "Service", service);
        Has(line, "Card", Card);
        Has(line, "Outcome", "overridden");
        Has(line, "AcceptedSuggestions", "0");
        Has(line, "OverrideReason", "exception-requested");
        Has(line, "HasComment", "True");
        Assert.Contains("2026-05-04T14:20:05", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_of_an_answer_can_be_reported_on()
    {
        var card = (await HookAnswer.PostAsync(_client, Given.Call(), cancellationToken: _patience.Token)).Cards[0]!;
        foreach (var reason in card["overrideReasons"]!.AsArray())
        {
            var entry = Overridden();
            entry["card"] = (string)card["uuid"]!;
            entry["overrideReason"] = new JsonObject { ["reason"] = reason!.DeepClone() };
            IsTaken(await PostAsync(Call(entry)));
        }

        Assert.Equal(
            card["overrideReasons"]!.AsArray().Select(r => $"crd-order-sign overridden {r!["code"]}").Order(StringComparer.Ordinal), _counts.All, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Accepted_suggestions_are_told_by_their_number()
    {
        var entry = Accepted();
        entry["acceptedSuggestions"] = new JsonArray(
            new JsonObject { ["id"] = "774c1b2f-0c2f-4cd3-9d5a-7a0c9d8f3b11" }, new JsonObject { ["id"] = "1b0f8f8e-4d65-4d67-8ec2-64cf0bd1a7f4" });

        IsTaken(await PostAsync(Call(entry)));

        Has(Assert.Single(Taken()), "AcceptedSuggestions", "2");
        Assert.Equal(["crd-order-sign accepted none"], _counts.All);
    }

    [Theory]
    [InlineData("""{"feedback":[],"x":1}""", 0)]
    [InlineData("""{"feedback":{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"accepted","outcomeTimestamp":"2026-05-04T14:20:05Z"}}""", 1)]
    [InlineData("""{"feedback":[{"card":"urn:uuid:B2A7C7D4-6F0B-4C53-8F1E-3A5A0F9F2F10","outcome":"accepted","outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    [InlineData("""{"feedback":[{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"accepted","acceptedSuggestions":null,"outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    [InlineData("""{"feedback":[{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"accepted","acceptedSuggestions":{"id":"a"},"outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    [InlineData("""{"feedback":[{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"accepted","overrideReason":"","x":[],"outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    [InlineData("""{"feedback":[{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"overridden","acceptedSuggestions":"","outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    [InlineData("""{"feedback":[{"card":"b2a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10","outcome":"overridden","overrideReason":{"reason":null,"userComment":null},"outcomeTimestamp":"2026-05-04T14:20:05Z"}]}""", 1)]
    public async Task What_real_clients_send_is_taken(string body, int entries)
    {
        IsTaken(await PostTextAsync(body));
        Assert.Equal(entries, _counts.All.Count);
        Assert.All(Taken(), line => Has(line, "Card", Card));
    }

    [Fact]
    public async Task Content_type_may_be_left_out_or_be_that_of_fhir()
    {
        foreach (var type in new[] { null, "application/fhir+json", "application/json; charset=utf-8" })
        {
            IsTaken(await PostTextAsync(Call(Accepted()).ToJsonString(), type: type));
        }
    }

    [Theory]
    [InlineData("2026-05-04T14:20:05Z")]
    [InlineData("2026-05-04t14:20:05z")]
    [InlineData("2026-05-04T14:20:05.000Z")]
    [InlineData("2026-05-04T14:20:05.000000000Z")]
    [InlineData("2026-05-04T10:20:05-04:00")]
    [InlineData("2026-05-04T10:20:05.000000001-04:00")]
    [InlineData("2026-05-04T14:20:05-00:00")]
    public async Task Timestamps_of_one_instant_are_the_same(string timestamp)
    {
        IsTaken(await PostAsync(Call(Overridden())));
        var again = Overridden();
        again["outcomeTimestamp"] = timestamp;

        IsTaken(await PostAsync(Call(again)));

        Assert.Single(_counts.All);
    }

    [Fact]
    public async Task Entry_sent_again_is_answered_in_the_same_way_and_counted_once()
    {
        IsTaken(await PostAsync(Call(Overridden(), Overridden())));
        IsTaken(await PostAsync(Call(Overridden())));
        IsTaken(await PostAsync(Call(Overridden()), $"/2.0{Sign}"));

        Assert.Single(_counts.All);
        Assert.Single(Taken());
    }

    [Fact]
    public async Task Entry_sent_again_in_parallel_is_counted_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ => IsTaken(await PostAsync(Call(Overridden())))));

        Assert.Single(_counts.All);
    }

    [Fact]
    public async Task Order_of_the_suggestions_and_wording_of_the_comment_make_no_new_entry()
    {
        var (first, second) = (Accepted(), Accepted());
        first["acceptedSuggestions"] = JsonNode.Parse("""[{"id":"a"},{"id":"774c1b2f-0c2f-4cd3-9d5a-7a0c9d8f3b11"}]""");
        second["acceptedSuggestions"] = JsonNode.Parse("""[{"id":"urn:uuid:774C1B2F-0C2F-4CD3-9D5A-7A0C9D8F3B11"},{"id":"a"},{"id":"a"}]""");
        var reworded = Overridden();
        reworded["overrideReason"]!["userComment"] = "in other words";

        IsTaken(await PostAsync(Call(first, second, Overridden(), reworded)));

        Assert.Equal(["crd-order-sign accepted none", "crd-order-sign overridden exception-requested"], _counts.All);
    }

    [Theory]
    [InlineData("card", "\"00a7c7d4-6f0b-4c53-8f1e-3a5a0f9f2f10\"")]
    [InlineData("outcome", "\"accepted\"")]
    [InlineData("outcomeTimestamp", "\"2026-05-04T14:20:06Z\"")]
    [InlineData("outcomeTimestamp", "\"2026-05-04T14:20:05.0000001Z\"")]
    [InlineData("overrideReason", "null")]
    [InlineData("overrideReason", "{\"reason\":{\"system\":\"https://ehr.example.org/reasons\",\"code\":\"exception-requested\"}}")]
    public async Task Entry_that_tells_something_else_is_a_further_one(string member, string value)
    {
        var further = Overridden();
        further[member] = JsonNode.Parse(value);

        IsTaken(await PostAsync(Call(Overridden())));
        IsTaken(await PostAsync(Call(further)));

        Assert.Equal(2, _counts.All.Count);
        Assert.Equal(2, Taken().Count);
    }

    [Fact]
    public async Task Other_suggestions_make_a_further_entry()
    {
        var (first, second) = (Accepted(), Accepted());
        first["acceptedSuggestions"] = JsonNode.Parse("""[{"id":"a"},{"id":"bc"}]""");
        second["acceptedSuggestions"] = JsonNode.Parse("""[{"id":"ab"},{"id":"c"}]""");

        IsTaken(await PostAsync(Call(first, second, Accepted())));

        Assert.Equal(3, _counts.All.Count);
    }

    [Fact]
    public async Task Ten_thousand_entries_are_remembered_and_the_oldest_goes_first()
    {
        const int remembered = 10_000;
        IsTaken(await PostAsync(Call(Overridden())));
        for (var sent = 1; sent < remembered; sent += 999)
        {
            IsTaken(await PostAsync(Call([.. Enumerable.Range(sent, Math.Min(999, remembered - sent)).Select(Numbered)])));
        }

        IsTaken(await PostAsync(Call(Overridden())));
        Assert.Equal(remembered, _counts.All.Count);

        IsTaken(await PostAsync(Call(Numbered(remembered))));
        IsTaken(await PostAsync(Call(Overridden())));
        Assert.Equal(remembered + 2, _counts.All.Count);
    }

    [Theory]
    [InlineData("/cds-services/nothing/feedback")]
    [InlineData("/2.0/cds-services/nothing/feedback")]
    [InlineData($"/cds-services/{Mark}/feedback")]
    public async Task Unknown_service_is_not_found(string path)
    {
        (await PostAsync(Call(Overridden()), path)).IsOutcome(HttpStatusCode.NotFound);
        NothingIsTaken();
    }

    [Fact]
    public async Task Feedback_cannot_be_read()
    {
        using var response = await _client.GetAsync(new Uri(Sign, UriKind.Relative), _patience.Token);
        (await HookAnswer.ReadAsync(response, _patience.Token)).IsOutcome(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData($$"""{"feedback":"{{Mark}}""", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("{}", "feedback")]
    [InlineData("""{"feedback":null}""", "feedback")]
    [InlineData($$"""{"feedback":"{{Mark}}"}""", "feedback")]
    [InlineData($$"""{"feedback":["{{Mark}}"]}""", "feedback[0]")]
    [InlineData("""{"feedback":[[]]}""", "feedback[0]")]
    [InlineData("""{"feedback":[null]}""", "feedback[0]")]
    [InlineData("""{"feedback":{"outcome":"accepted","outcomeTimestamp":"2026-05-04T14:20:05Z"}}""", "feedback.card")]
    public async Task Body_that_is_no_feedback_is_a_bad_request(string body, string? path)
    {
        var answer = await PostTextAsync(body);

        answer.IsOutcome(HttpStatusCode.BadRequest, path);
        Assert.DoesNotContain(Mark, answer.Text, StringComparison.Ordinal);
        NothingIsTaken();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Content_type_that_is_no_json_is_not_supported(string type)
    {
        (await PostTextAsync(Call(Overridden()).ToJsonString(), type: type)).IsOutcome(HttpStatusCode.UnsupportedMediaType);
        NothingIsTaken();
    }

    [Fact]
    public async Task Body_over_the_limit_is_too_large()
    {
        using var small = new ServerFactory { Settings = { ["Crd:MaximumRequestBytes"] = "16384" } };
        using var client = small.CreateClient();
        var call = Call(Overridden());
        call["padding"] = new string('x', 20_000);

        using var content = new StringContent(call.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(Sign, UriKind.Relative), content, _patience.Token);

        (await HookAnswer.ReadAsync(response, _patience.Token)).IsOutcome(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task More_than_a_thousand_entries_are_refused_and_a_thousand_taken()
    {
        (await PostAsync(Call([.. Enumerable.Range(1, 1_001).Select(Numbered)]))).IsOutcome(HttpStatusCode.BadRequest, "feedback");
        NothingIsTaken();

        IsTaken(await PostAsync(Call([.. Enumerable.Range(1, 1_000).Select(Numbered)])));
        Assert.Equal(1_000, _counts.All.Count);
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task Wrong_value_is_named_by_its_place_and_not_told(string place, string value)
    {
        var wrong = Overridden();
        wrong[place.Split('.')[0]] = JsonNode.Parse(value);

        var answer = await PostAsync(Call(Overridden(), wrong));

        answer.IsOutcome(HttpStatusCode.BadRequest, $"feedback[1].{place}");
        Assert.DoesNotContain(Mark, answer.Text, StringComparison.Ordinal);
        NothingIsTaken();
    }

    [Fact]
    public async Task Every_wrong_place_has_an_issue_of_its_own_and_nothing_is_taken()
    {
        var suggestions = Accepted();
        suggestions["acceptedSuggestions"] = JsonNode.Parse("""[{"id":"a"},{},"b"]""");

        var answer = await PostAsync(Call(Overridden(), new JsonObject { ["outcome"] = Mark }, Accepted(), suggestions));

        Assert.Equal(
            ["feedback[1].card", "feedback[1].outcome", "feedback[1].outcomeTimestamp", "feedback[3].acceptedSuggestions[1].id", "feedback[3].acceptedSuggestions[2].id"],
            Places(answer));
        Assert.DoesNotContain(Mark, answer.Text, StringComparison.Ordinal);
        NothingIsTaken();

        // The good ones are new when they come again.
        IsTaken(await PostAsync(Call(Overridden(), Accepted())));
        Assert.Equal(2, _counts.All.Count);
    }

    [Fact]
    public async Task Answer_to_a_wholly_wrong_call_stays_small_and_says_that_there_is_more()
    {
        var suggestions = Accepted();
        suggestions["acceptedSuggestions"] = new JsonArray([.. Enumerable.Range(0, 9_000).Select(_ => new JsonObject())]);
        foreach (var entries in new JsonNode[][] { [.. Enumerable.Range(0, 1_000).Select(_ => new JsonObject())], [suggestions] })
        {
            var answer = await PostAsync(Call(entries));

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.InRange(Places(answer).Count, 100, 110);
            Assert.Equal("feedback", Places(answer)[^1]);
        }
    }

    [Fact]
    public async Task Nothing_a_client_wrote_is_in_logs_or_counts()
    {
        var foreign = Overridden();
        foreign["overrideReason"] = JsonNode.Parse($$"""
            { "reason": { "system": "{{OurReasons}}", "code": "{{Mark}}-1", "display": "{{Mark}}-2" }, "userComment": "{{Mark}}-3", "{{Mark}}-4": "{{Mark}}-5" }
            """);
        var elsewhere = Overridden();
        elsewhere["overrideReason"] = JsonNode.Parse($$"""{ "reason": { "system": "https://{{Mark}}.example", "code": "exception-requested" } }""");
        var accepted = Accepted();
        accepted["acceptedSuggestions"] = JsonNode.Parse($$"""[{ "id": "{{Mark}}-6" }]""");

        IsTaken(await PostAsync(Call(foreign, elsewhere, accepted)));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostTextAsync($$"""{"{{Mark}}":1,"feedback":[{"card":"{{Mark}}","{{Mark}}":[]}]}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostTextAsync($$"""{"feedback":{{Mark}}""")).Status);

        Assert.Equal(["crd-order-sign accepted none", "crd-order-sign overridden other", "crd-order-sign overridden other"], _counts.All);
        Assert.Contains(Taken(), line => line.Properties.Contains("OverrideReason=other", StringComparison.Ordinal));
        Assert.Contains(_server.Logs.Entries, e => e.Message.StartsWith("Feedback of sandbox to crd-order-sign refused", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Logs.Entries, e =>
            $"{e.Message}{e.Properties}{e.Scopes}".Contains(Mark, StringComparison.OrdinalIgnoreCase));
    }

    private static JsonObject Overridden() => Given.Parse($$"""
        {
          "card": "{{Card}}", "outcome": "overridden",
          "overrideReason": { "reason": { "system": "{{OurReasons}}", "code": "exception-requested" }, "userComment": "Two SSRI trials in 2025" },
          "outcomeTimestamp": "2026-05-04T14:20:05Z"
        }
        """);

    private static JsonObject Accepted() => Given.Parse($$"""{ "card": "{{Card}}", "outcome": "accepted", "outcomeTimestamp": "2026-05-04T14:20:05Z" }""");

    private static JsonObject Numbered(int number)
    {
        var entry = Accepted();
        entry["card"] = $"00000000-0000-4000-8000-{number:D12}";
        return entry;
    }

    private static JsonObject Call(params JsonNode[] entries) => new() { ["feedback"] = new JsonArray(entries) };

    private static void IsTaken(HookAnswer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Text}");
        Assert.Equal("", answer.Text);
    }

    private static IReadOnlyList<string?> Places(HookAnswer answer) => [.. answer.Json["issue"]!.AsArray().Select(i => (string?)i!["diagnostics"])];

    private static void Has(CapturedLogs.Entry line, string name, string value) =>
        Assert.Contains($"{name}={value}", line.Properties.Split('\n'), StringComparer.Ordinal);

    private IReadOnlyList<CapturedLogs.Entry> Taken() =>
        [.. _server.Logs.Entries.Where(e => e.Properties.Contains("HasComment=", StringComparison.Ordinal))];

    private void NothingIsTaken()
    {
        Assert.Empty(_counts.All);
        Assert.Empty(Taken());
    }

    private Task<HookAnswer> PostAsync(JsonNode call, string path = Sign) => PostTextAsync(call.ToJsonString(), path);

    private async Task<HookAnswer> PostTextAsync(string body, string path = Sign, string? type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, _patience.Token);
        return await HookAnswer.ReadAsync(response, _patience.Token);
    }
}
