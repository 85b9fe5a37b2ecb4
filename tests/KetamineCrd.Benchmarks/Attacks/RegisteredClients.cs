using KetamineCrd.Benchmarks.Loopback;
using KetamineCrd.Tools;

namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>A folder with entries of clients and their keys, and a server that knows them.</summary>
internal sealed class RegisteredClients : IDisposable
{
    private const string PublicAddress = "https://crd.payer.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-clients-");

    public RegisteredClients(params IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            Run("new", id, "--issuer", $"https://{id}.example.org", "--folder", _folder.FullName);
        }
    }

    public ServerProcess Start() => ServerProcess.StartReal(ServerProcess.RealServer, ("Crd__PublicBaseAddress", PublicAddress), ("Crd__ClientsPath", _folder.FullName));

    /// <summary>A token that is good once, for the list of services.</summary>
    public string Token(string id) => Run("token", Path.Combine(_folder.FullName, $"{id}.json"), "--url", $"{PublicAddress}/cds-services");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Run(params string[] arguments)
    {
        using var output = new StringWriter();
        return CommandLineTool.Run(["client", .. arguments], output, output, TimeProvider.System) == 0 ? output.ToString().Trim() : throw new InvalidOperationException(output.ToString());
    }
}
