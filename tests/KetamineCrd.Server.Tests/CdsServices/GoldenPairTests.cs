using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Checkers;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>Every <c>tests/data/HOOK/NAME.request.json</c> gets the answer in <c>NAME.response.json</c> on 2026-11-21. A new scenario is two files and no code.</summary>
/// <remarks>
/// <c>tests/data/2.0/HOOK</c> holds the calls to the services of CRD 2.0, below <c>/2.0</c>. <c>NAME.ehr.json</c>, if there is one, is a
/// Bundle of what the client's EHR serves; it stands at the <c>fhirServer</c> of the request. Ids follow from the address of the EHR, which is
/// another in every run: with an EHR they are recorded as zeros. The calls in <c>tests/data/cases</c> and <c>tests/data/field</c> are judged by what they mean instead: see
/// <see cref="SharedCaseTests"/>.
/// An answer that differs is written to <c>NAME.actual.json</c> in the temporary folder that the failure names. Read it line by line against
/// the policy before it becomes the wanted one.
/// </remarks>
public sealed class GoldenPairTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Root = Repository.PathTo("tests", "data");

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in Files("*.request.json").Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'), Path.GetFileName(file)[..^".request.json".Length]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Request_gets_the_recorded_response(string folder, string name)
    {
        var (request, wanted) = (await ReadAsync(folder, $"{name}.request.json"), await ReadAsync(folder, $"{name}.response.json"));

        var answer = await PostAsync(folder, request!, await ReadAsync(folder, $"{name}.ehr.json"));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        if (wanted is null || !JsonNode.DeepEquals(JsonNode.Parse(wanted), answer.Json))
        {
            var actual = Path.Combine(Path.GetTempPath(), "ketaminecrd-actual", folder, $"{name}.actual.json");
            Directory.CreateDirectory(Path.GetDirectoryName(actual)!);
            await File.WriteAllTextAsync(actual, answer.Json.ToJsonString(Readable) + "\n");
            Assert.Fail($"The answer is not the recorded one; see {actual}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Recorded_response_keeps_every_rule(string folder, string name)
    {
        var ehr = await ReadAsync(folder, $"{name}.ehr.json");
        Assert.Empty(ResponseChecker.Check(
            Compact((await ReadAsync(folder, $"{name}.request.json"))!), Compact((await ReadAsync(folder, $"{name}.response.json"))!),
            folder.StartsWith("2.0/", StringComparison.Ordinal) ? "2.0" : "2.2", ehr is null ? [] : [Compact(ehr)]));
    }

    [Fact]
    public void Every_recorded_response_has_its_request() =>
        Assert.All(
            Files("*.json"),
            file => Assert.True(File.Exists(file[..file.LastIndexOf('.', file.Length - ".json".Length - 1)] + ".request.json"), file));

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories).Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is not ("cases" or "field" or "clients"));

    // The files are laid out for reading; numbers keep their digits.
    private static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static async Task<string?> ReadAsync(string folder, string file) =>
        Repository.PathTo("tests", "data", folder, file) is var path && File.Exists(path) ? await File.ReadAllTextAsync(path) : null;

    private async Task<HookAnswer> PostAsync(string folder, string request, string? served)
    {
        if (served is null)
        {
            return await PostAsync(folder, request);
        }

        // The EHR is played on loopback; request and answer name it as the files do.
        var named = (string)JsonNode.Parse(request)!["fhirServer"]!;
        await using var ehr = await EhrServer.StartAsync();
        var address = ehr.Base.AbsoluteUri;
        ehr.Add(Given.Parse(served.Replace(named, address, StringComparison.Ordinal)));
        var answer = await PostAsync(folder, request.Replace(named, address, StringComparison.Ordinal));
        return answer with { Text = WithoutIds(answer.Text.Replace(address, named, StringComparison.Ordinal)) };
    }

    private static string WithoutIds(string text) => Regex.Replace(
        text,
        "(?<=KCRD-)[0-9A-F]{24}|(?<=\"uuid\":\")[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        id => id.Value.Contains('-', StringComparison.Ordinal) ? "00000000-0000-8000-8000-000000000000" : new string('0', 24),
        RegexOptions.None,
        TimeSpan.FromSeconds(5));

    private async Task<HookAnswer> PostAsync(string folder, string request)
    {
        // "2.0/order-sign" is served at /2.0/cds-services/crd-order-sign, "order-sign" at /cds-services/crd-order-sign.
        var hook = folder.Split('/')[^1];
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri($"/{folder[..^hook.Length]}cds-services/crd-{hook}", UriKind.Relative), content);
        return await HookAnswer.ReadAsync(response);
    }
}
