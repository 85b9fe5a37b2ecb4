using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Server.Tests;

/// <summary>Every <c>tests/data/HOOK/NAME.request.json</c> gets the answer in <c>NAME.response.json</c> on 2026-11-21. A new scenario is two files and no code.</summary>
/// <remarks>
/// An answer that differs is written to <c>NAME.actual.json</c> in the temporary folder that the failure names. Read it line by line against
/// the policy before it becomes the wanted one.
/// </remarks>
public sealed class GoldenPairTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var folder in Directory.EnumerateDirectories(Repository.PathTo("tests", "data")).Order(StringComparer.Ordinal))
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*.request.json").Order(StringComparer.Ordinal))
                {
                    data.Add(Path.GetFileName(folder), Path.GetFileName(file)[..^".request.json".Length]);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Request_gets_the_recorded_response(string hook, string name)
    {
        var (request, wanted) = (await ReadAsync(hook, $"{name}.request.json"), await ReadAsync(hook, $"{name}.response.json"));

        var answer = await HookAnswer.PostTextAsync(server.Client, request!, $"crd-{hook}");

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        if (wanted is null || !JsonNode.DeepEquals(JsonNode.Parse(wanted), answer.Json))
        {
            var actual = Path.Combine(Path.GetTempPath(), "ketaminecrd-actual", hook, $"{name}.actual.json");
            Directory.CreateDirectory(Path.GetDirectoryName(actual)!);
            await File.WriteAllTextAsync(actual, answer.Json.ToJsonString(Readable) + "\n");
            Assert.Fail($"The answer is not the recorded one; see {actual}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Recorded_response_keeps_every_rule(string hook, string name) =>
        Assert.Empty(ResponseChecker.Check(
            Compact((await ReadAsync(hook, $"{name}.request.json"))!), Compact((await ReadAsync(hook, $"{name}.response.json"))!)));

    [Fact]
    public void Every_recorded_response_has_its_request() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathTo("tests", "data"), "*.response.json", SearchOption.AllDirectories),
            file => Assert.True(File.Exists(file.Replace(".response.json", ".request.json", StringComparison.Ordinal)), file));

    // The files are laid out for reading; numbers keep their digits.
    private static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static async Task<string?> ReadAsync(string hook, string file) =>
        Repository.PathTo("tests", "data", hook, file) is var path && File.Exists(path) ? await File.ReadAllTextAsync(path) : null;
}
