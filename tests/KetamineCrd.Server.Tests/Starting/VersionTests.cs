using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using KetamineCrd.Resources;
using KetamineCrd.Server.Tests.Hosts;
using KetamineCrd.Server.Tests.Limits;
using KetamineCrd.Tools;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>The version stands in Directory.Build.props and nowhere else; the name that requests carry is told by <see cref="AddressTests"/>.</summary>
public sealed class VersionTests
{
    private static string Stated =>
        XDocument.Load(Repository.PathTo("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void Program_has_the_version_that_the_build_states() => Assert.Equal(Stated, ProgramVersion.Text);

    [Fact]
    public async Task Capability_statement_tells_the_version_that_the_build_states()
    {
        using var server = new ServerFixture();

        var statement = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/fhir/metadata", UriKind.Relative)))!;

        Assert.Equal(Stated, (string?)statement["software"]!["version"]);
    }

    [Fact]
    public async Task Tool_tells_the_version_that_the_build_states()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var tool = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLineTool).Assembly.Location, "--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;

        Assert.Equal(Stated, (await tool.StandardOutput.ReadToEndAsync(patience.Token)).Trim());
        await tool.WaitForExitAsync(patience.Token);
    }
}
