using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetamineCrd.Tools;

/// <summary><c>client token</c>: a token as the test client signs it (CDS Hooks 2.0, "Trusting CDS Clients").</summary>
internal static class ClientTokenCommand
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static Command Create(ToolContext tool)
    {
        var entry = new Argument<string>("entry") { Description = "The file that 'client new' has made; the private key is beside it." };
        var url = new Option<string>("--url") { Description = "The address that is called ('aud').", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "The organisation for which the client calls ('tenant')." };
        var command = new Command("token", "Signs a token for one call, good for 5 minutes.") { entry, url, tenant };
        command.SetAction(parsed => Run(tool, parsed.GetValue(entry)!, parsed.GetValue(url)!, parsed.GetValue(tenant)));
        return command;
    }

    private static int Run(ToolContext tool, string entry, string url, string? tenant)
    {
        try
        {
            var issuer = (string?)JsonNode.Parse(File.ReadAllText(entry))?["Issuer"];
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(ClientKeyFile.PathOf(entry)));
            tool.Output.WriteLine(Sign(key, Claims(issuer, url, tenant, tool.Clock.GetUtcNow())));
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            return tool.Misuse($"{entry} must be the entry of a test client, with its private key beside it.");
        }
    }

    private static JsonObject Claims(string? issuer, string url, string? tenant, DateTimeOffset now)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = url,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
        if (tenant is not null)
        {
            claims["tenant"] = tenant;
        }

        return claims;
    }

    private static string Sign(ECDsa key, JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "ES384", ["typ"] = "JWT", ["kid"] = ClientKeyFile.KeyId };
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA384))}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
