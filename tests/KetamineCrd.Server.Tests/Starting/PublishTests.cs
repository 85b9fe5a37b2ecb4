using System.Diagnostics;
using System.Net;
using System.Text;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>What <c>dotnet publish</c> gives starts in an empty folder and answers like the server that is tested.</summary>
[Trait("Set", "All")]
public sealed class PublishTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(4));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-publish-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Published_server_starts_and_answers()
    {
        var output = Path.Combine(_folder.FullName, "app");
        var start = new ProcessStartInfo("dotnet", ["publish", Repository.PathTo("src", "KetamineCrd.Server"), "-o", output, "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using (var publish = Process.Start(start)!)
        {
            var told = await publish.StandardOutput.ReadToEndAsync(_patience.Token);
            await publish.WaitForExitAsync(_patience.Token);
            Assert.True(publish.ExitCode == 0, told);
        }

        var elsewhere = _folder.CreateSubdirectory("elsewhere");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Crd__Demonstration"] = "false" };
        await using var server = ServerProcess.Launch(["dotnet", Path.Combine(output, "KetamineCrd.Server.dll")], environment, elsewhere);
        var address = await server.ListeningAsync(_patience.Token) ?? throw new InvalidOperationException(server.Output);
        using var client = new HttpClient { BaseAddress = address };
        using var call = new StringContent(Given.Call().ToJsonString(), Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri("/cds-services/crd-order-sign", UriKind.Relative), call, _patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"not-covered\"", await answer.Content.ReadAsStringAsync(_patience.Token), StringComparison.Ordinal);
    }
}
