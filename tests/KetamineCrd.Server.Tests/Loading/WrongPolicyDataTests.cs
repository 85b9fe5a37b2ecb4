using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Loading;

/// <summary>Policy data that cannot be right stops a start and is refused by a running server, with the same words about the same place.</summary>
public sealed class WrongPolicyDataTests : IDisposable
{
    private const string Policy = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly FakeTimeProvider _clock = new(ServerFactory.Today);
    private readonly DataFolder _folder = new();
    private readonly ServerFactory _server;

    public WrongPolicyDataTests() => _server = new ServerFactory { Clock = _clock, Settings = { ["Crd:ResourcesPath"] = _folder.Root } };

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { Policy, "ValueSet/chronic-pain-conditions", "ValueSet/no-such-value-set", "valueSet does not name a value set that is held" },
        { Policy, "\"code\": \"refer-to-other-policy\"", "\"code\": \"refer\"", "A code of CodeSystem/determination is required" },
        { Policy, "\"label\": \"", "\"lable\": \"", "" },
        { Policy, "\"resourceType\": \"PlanDefinition\"", "\"resourceType\": \"PlanDefinitions\"", "" },
        { "cards/not-covered.en.json", "{{", "{{unknown.", "" },
        { "cards/not-covered.en.json", "\"warning\"", "\"alarm\"", "" },
    };

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
        _patience.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Start_stops_and_names_file_and_fault(string file, string text, string wrong, string message)
    {
        _folder.Edit(file, text, wrong);

        var failure = Assert.ThrowsAny<Exception>(() => _server.CreateClient().Dispose()).ToString();

        Assert.Contains(file, failure, StringComparison.Ordinal);
        Assert.Contains(message, failure, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Running_server_names_file_and_fault_and_answers_from_the_set_before(string file, string text, string wrong, string message)
    {
        using var client = _server.CreateClient();
        var before = (await HookAnswer.PostAsync(client, Given.Call())).Json.ToJsonString();

        _folder.Edit(file, text, wrong);
        while (!_server.Logs.Entries.Any(e => e.Message.Contains(file, StringComparison.Ordinal) && e.Message.Contains(message, StringComparison.Ordinal)))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, _patience.Token);
        }

        Assert.Equal(before, (await HookAnswer.PostAsync(client, Given.Call())).Json.ToJsonString());
    }
}
