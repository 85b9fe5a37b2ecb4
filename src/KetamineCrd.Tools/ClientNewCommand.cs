using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Tools;

/// <summary><c>client new</c>: a made-up client to try a server with, its entry and its private key as two files.</summary>
internal static class ClientNewCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(ToolContext tool)
    {
        var id = new Argument<string>("id") { Description = "The name of the client: letters, digits, '-', '_' and '.'." };
        var issuer = new Option<string>("--issuer") { Description = "Who signs its tokens ('iss').", Required = true };
        var folder = new Option<string>("--folder") { Description = "Where the entry goes, for Crd:ClientsPath.", DefaultValueFactory = _ => "." };
        var command = new Command("new", "Makes a test client: its entry ID.json, and its private key ID.key.pem.") { id, issuer, folder };
        command.SetAction(parsed => Run(tool, parsed.GetValue(id)!, parsed.GetValue(issuer)!, parsed.GetValue(folder)!));
        return command;
    }

    private static int Run(ToolContext tool, string id, string issuer, string folder)
    {
        var entry = Path.Combine(folder, $"{id}.json");
        var keyFile = ClientKeyFile.PathOf(entry);
        if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return tool.Misuse("The name of a client has letters, digits, '-', '_' and '.'.");
        }

        if (!Directory.Exists(folder) || File.Exists(entry) || File.Exists(keyFile))
        {
            return tool.Misuse($"{folder} must be a folder that has no such client yet.");
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(entry, new JsonObject { ["Issuer"] = issuer, ["Jwks"] = new JsonObject { ["keys"] = new JsonArray(JwkOf(key)) } }.ToJsonString(Indented) + "\n");
        ClientKeyFile.Write(keyFile, key);
        tool.Output.WriteLine($"{entry}: the entry, with the public key.");
        tool.Output.WriteLine($"{keyFile}: the private key. It belongs to the client and never on a server.");
        return ExitCode.Success;
    }

    private static JsonObject JwkOf(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-384",
            ["alg"] = "ES384",
            ["use"] = "sig",
            ["kid"] = ClientKeyFile.KeyId,
            ["x"] = Base64Url.EncodeToString(q.X),
            ["y"] = Base64Url.EncodeToString(q.Y),
        };
    }
}
