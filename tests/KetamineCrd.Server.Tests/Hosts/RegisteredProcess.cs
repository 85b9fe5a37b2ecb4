using KetamineCrd.Tools;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>The built server with registered clients, each with an entry and a key that the command line tool made.</summary>
internal static class RegisteredProcess
{
    public const string PublicAddress = "https://crd.payer.example";

    /// <summary>Makes the entries and starts the server.</summary>
    /// <param name="folder">Receives an entry for each client, and its key.</param>
    /// <param name="clients">Their ids.</param>
    /// <param name="settings">Environment variables besides those that name the folder and the address.</param>
    public static ServerProcess Start(DirectoryInfo folder, IEnumerable<string> clients, params (string Key, string Value)[] settings)
    {
        foreach (var client in clients)
        {
            Run("new", client, "--issuer", $"https://{client}.example.org", "--folder", folder.FullName);
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__PublicBaseAddress"] = PublicAddress,
            ["Crd__ClientsPath"] = folder.FullName,
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        return ServerProcess.Start(environment);
    }

    /// <summary>A token that is good once.</summary>
    /// <param name="path">What is called with it.</param>
    public static string Token(DirectoryInfo folder, string client, string path = "/cds-services") =>
        Run("token", Path.Combine(folder.FullName, $"{client}.json"), "--url", PublicAddress + path);

    private static string Run(params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(0, CommandLineTool.Run(["client", .. arguments], output, output, TimeProvider.System));
        return output.ToString().Trim();
    }
}
