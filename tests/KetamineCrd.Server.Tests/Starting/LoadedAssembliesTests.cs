using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>What a server does not need it does not load: that is most of a start.</summary>
public sealed class LoadedAssembliesTests : IDisposable
{
    private const string Tokens = "Microsoft.IdentityModel";
    private const string FhirObjects = "Hl7.Fhir";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-loaded-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [MapsFact]
    public async Task A_sandbox_answers_without_the_packages_of_tokens()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, _folder);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call())).Statement.Covered);

        Assert.DoesNotContain(Loaded(server), file => file.StartsWith(Tokens, StringComparison.Ordinal));
    }

    [MapsFact]
    public async Task A_server_with_clients_loads_them()
    {
        await using var server = RegisteredProcess.Start(_folder, ["hill-ehr"]);
        Assert.True(await server.ListeningAsync(_patience.Token) is not null, server.Output);

        Assert.Contains(Loaded(server), file => file.StartsWith(Tokens, StringComparison.Ordinal));
    }

    // The first GET /cds-services answers a third of a second sooner without them.
    [MapsFact]
    public async Task A_server_tells_its_services_without_the_objects_of_FHIR_and_answers_about_an_order_with_them()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, _folder);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = LocalAddress.Client("127.0.0.1", address);

        Assert.Contains("\"services\"", await client.GetStringAsync(new Uri("/cds-services", UriKind.Relative), _patience.Token), StringComparison.Ordinal);
        Assert.DoesNotContain(Loaded(server), file => file.StartsWith(FhirObjects, StringComparison.Ordinal));

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call())).Statement.Covered);
        Assert.Contains(Loaded(server), file => file.StartsWith(FhirObjects, StringComparison.Ordinal));
    }

    [MapsFact]
    public async Task A_server_warms_up_by_itself()
    {
        await using var server = ServerProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Crd__WarmUp"] = "true" }, _folder);
        Assert.True(await server.ListeningAsync(_patience.Token) is not null, server.Output);

        while (!Array.Exists(Loaded(server), file => file.StartsWith(FhirObjects, StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
        }

        Assert.DoesNotContain("warms the server up failed", server.Output, StringComparison.Ordinal);
    }

    // The runtime maps each assembly that it loads.
    private static string[] Loaded(ServerProcess server) =>
        [.. File.ReadLines($"/proc/{server.Id}/maps").Select(line => Path.GetFileName(line)).Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    private sealed class MapsFactAttribute : FactAttribute
    {
        public MapsFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux tells what a process has loaded.";
    }
}
