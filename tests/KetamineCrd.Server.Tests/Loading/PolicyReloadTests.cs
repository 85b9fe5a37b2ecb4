using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Loading;

/// <summary>A changed folder of policy data is taken over while the server runs, whole or not at all.</summary>
public sealed class PolicyReloadTests : IDisposable
{
    private const string Policy = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";
    private const string Before = "IV ketamine for chronic pain is investigational";
    private const string After = "Investigational here: IV ketamine for chronic pain";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly FakeTimeProvider _clock = new(ServerFactory.Today);
    private readonly DataFolder _folder = new();
    private readonly ServerFactory _server;
    private readonly HttpClient _client;

    public PolicyReloadTests()
    {
        _server = new ServerFactory { Clock = _clock, Settings = { ["Crd:ResourcesPath"] = _folder.Root } };
        _client = _server.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_changed_policy_answers_the_next_call()
    {
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);

        _folder.Edit(Policy, Before, After);

        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.StartsWith(After, await SummaryAsync(), StringComparison.Ordinal);
        Assert.Contains(After, await _client.GetStringAsync(new Uri("/fhir/PlanDefinition/excellus-7.03.03-2025-03-20", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Contains(After, await _client.GetStringAsync(new Uri("/policies/7.03.03/2025-03-20", UriKind.Relative)), StringComparison.Ordinal);
    }

    // What is searched by is taken from the resources once.
    [Fact]
    public async Task A_changed_title_is_found_by_the_next_search()
    {
        Assert.DoesNotContain("\"entry\"", await SearchAsync("Renamed"), StringComparison.Ordinal);

        _folder.Edit(Policy, "\"title\": \"Ketamine Infusion Therapy", "\"title\": \"Renamed: Ketamine Infusion Therapy");

        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.Contains("\"entry\"", await SearchAsync("Renamed"), StringComparison.Ordinal);

        Task<string> SearchAsync(string title) => _client.GetStringAsync(new Uri($"/fhir/PlanDefinition?title={title}", UriKind.Relative));
    }

    [Fact]
    public async Task A_changed_card_answers_the_next_call()
    {
        _folder.Edit("cards/not-covered.en.json", "\"warning\"", "\"info\"");

        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.Equal("info", (string?)(await HookAnswer.PostAsync(_client, Given.Call())).Cards[0]!["indicator"]);
    }

    [Fact]
    public async Task A_new_file_and_a_deleted_one_are_noticed()
    {
        var valid = await File.ReadAllTextAsync(_folder.PathTo("fhir-resources/StructureDefinition/precedence.json"));
        _folder.Write("fhir-resources/StructureDefinition/new-one.json", valid.Replace("precedence", "new-one", StringComparison.Ordinal));
        await ReadsAsync("/fhir/StructureDefinition/new-one", found: true);

        _folder.Delete("fhir-resources/StructureDefinition/new-one.json");
        await ReadsAsync("/fhir/StructureDefinition/new-one", found: false);
    }

    [Fact]
    public async Task A_broken_file_is_named_and_the_old_set_answers_until_it_is_mended()
    {
        var whole = await File.ReadAllTextAsync(_folder.PathTo(Policy));
        _folder.Write(Policy, whole[..(whole.Length / 2)]);

        await SeesAsync($"{Policy} at line", LogLevel.Warning);
        await SeesAsync("refused for 1 issues; the 5 policy versions", LogLevel.Warning);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);

        _folder.Write(Policy, whole.Replace(Before, After, StringComparison.Ordinal));

        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.StartsWith(After, await SummaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_with_one_wrong_file_is_refused_whole()
    {
        _folder.Write("fhir-resources/StructureDefinition/new-one.json", """{"resourceType":"StructureDefinition","id":"new-one"}""");
        _folder.Edit(Policy, "ValueSet/chronic-pain-conditions", "ValueSet/no-such-value-set");

        await SeesAsync($"{Policy} at action", LogLevel.Warning);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);
        Assert.False(await IsFoundAsync("/fhir/StructureDefinition/new-one"));
    }

    [Fact]
    public async Task A_folder_that_is_taken_away_and_put_back_does_no_harm()
    {
        var (cards, aside) = (_folder.PathTo("cards"), _folder.PathTo("cards-aside"));
        Directory.Move(cards, aside);
        await SeesAsync("Policy data refused: cards", LogLevel.Warning);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);

        Directory.Move(aside, cards);
        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_without_a_policy_is_refused()
    {
        Directory.Delete(_folder.PathTo("fhir-resources"), recursive: true);

        await SeesAsync("At least one policy is required", LogLevel.Warning);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_policies_of_one_number_and_version_are_refused()
    {
        var text = await File.ReadAllTextAsync(_folder.PathTo(Policy));
        _folder.Write("fhir-resources/PlanDefinition/twin.json", text
            .Replace("\"excellus-7.03.03-2025-03-20\"", "\"twin\"", StringComparison.Ordinal)
            .Replace("PlanDefinition/7.03.03\"", "PlanDefinition/twin\"", StringComparison.Ordinal));

        await SeesAsync("fhir-resources/PlanDefinition/twin.json at identifier", LogLevel.Warning);
        Assert.StartsWith(Before, await SummaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_said_once_and_tried_until_it_can()
    {
        var target = _folder.PathTo("new-one.txt");
        File.CreateSymbolicLink(_folder.PathTo("fhir-resources/StructureDefinition/new-one.json"), target);
        await SeesAsync("new-one.json", LogLevel.Warning);

        var valid = await File.ReadAllTextAsync(_folder.PathTo("fhir-resources/StructureDefinition/precedence.json"));
        await File.WriteAllTextAsync(target, valid.Replace("precedence", "new-one", StringComparison.Ordinal));
        await ReadsAsync("/fhir/StructureDefinition/new-one", found: true);
        Assert.Single(_server.Logs.Entries, e => e.Level == LogLevel.Warning && e.Message.StartsWith("Policy data refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stands_beside_the_data_folders_is_not_looked_at()
    {
        _folder.Write("notes.json", "{");
        _folder.Write("fhir-resources/PlanDefinition/notes.txt", "{");
        _folder.Edit(Policy, Before, After);

        await SeesAsync("5 policy versions loaded", LogLevel.Information, entriesBefore: 1);
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Message.Contains("refused", StringComparison.Ordinal));
    }

    private async Task<string> SummaryAsync() => (string)(await HookAnswer.PostAsync(_client, Given.Call(), cancellationToken: _patience.Token)).Cards[0]!["summary"]!;

    private async Task<bool> IsFoundAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), _patience.Token);
        return response.IsSuccessStatusCode;
    }

    private async Task ReadsAsync(string path, bool found)
    {
        while (await IsFoundAsync(path) != found)
        {
            await PassAsync();
        }
    }

    /// <summary>Waits for one more entry than <paramref name="entriesBefore"/>.</summary>
    private async Task SeesAsync(string message, LogLevel level, int entriesBefore = 0)
    {
        while (_server.Logs.Entries.Count(e => e.Level == level && e.Message.Contains(message, StringComparison.Ordinal)) <= entriesBefore)
        {
            await PassAsync();
        }
    }

    // The looks and the quiet second before a set is read are on the clock of the test.
    private async Task PassAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(20, _patience.Token);
    }
}
