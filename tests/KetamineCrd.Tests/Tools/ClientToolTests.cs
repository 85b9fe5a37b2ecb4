using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

/// <summary><c>client new</c> and <c>client token</c>: what an integrator tries a server with.</summary>
public sealed class ClientToolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-client-tool-");

    private string Entry => Path.Combine(_folder.FullName, "valley-ehr.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void New_client_is_an_entry_with_the_public_key_and_a_private_key_for_its_owner_only()
    {
        Assert.Equal(ExitCode.Success, New("valley-ehr").ExitCode);

        var entry = JsonNode.Parse(File.ReadAllText(Entry))!;
        Assert.Equal("https://ehr.valley.example", (string?)entry["Issuer"]);
        Assert.Null(Assert.Single(entry["Jwks"]!["keys"]!.AsArray())!["d"]);
        Assert.Contains("PRIVATE KEY", File.ReadAllText(KeyFile), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public void Token_is_signed_for_one_address_and_five_minutes_and_never_the_same_twice()
    {
        New("valley-ehr");

        var token = Token("https://crd.payer.example/cds-services");

        var parts = token.Output.Trim().Split('.');
        var (header, claims) = (Json(parts[0]), Json(parts[1]));
        Assert.Equal("ES384", (string?)header["alg"]);
        Assert.Equal("JWT", (string?)header["typ"]);
        Assert.Equal("https://ehr.valley.example", (string?)claims["iss"]);
        Assert.Equal("https://crd.payer.example/cds-services", (string?)claims["aud"]);
        Assert.Equal(300, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.False((string?)claims["jti"] == (string?)Json(Token("https://crd.payer.example/cds-services").Output.Split('.')[1])["jti"]);
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile));
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA384));
    }

    [Fact]
    public void Tenant_is_a_claim_when_it_is_given()
    {
        New("valley-ehr");

        Assert.Equal("north", (string?)Json(ToolRun.Of("client", "token", Entry, "--url", "https://crd.payer.example", "--tenant", "north").Output.Split('.')[1])["tenant"]);
        Assert.Null(Json(Token("https://crd.payer.example").Output.Split('.')[1])["tenant"]);
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("valley ehr")]
    [InlineData("")]
    public void Name_that_no_client_may_have_is_refused(string id)
    {
        Assert.Equal(ExitCode.Misuse, New(id).ExitCode);
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void Client_that_is_there_is_left_as_it_is()
    {
        New("valley-ehr");
        var before = File.ReadAllText(KeyFile);

        Assert.Equal(ExitCode.Misuse, New("valley-ehr").ExitCode);

        Assert.Equal(before, File.ReadAllText(KeyFile));
    }

    [Fact]
    public void Token_without_an_entry_or_its_key_says_what_is_missing()
    {
        var missing = Token("https://crd.payer.example");
        New("valley-ehr");
        File.WriteAllText(KeyFile, "no key");
        var broken = Token("https://crd.payer.example");

        Assert.All([missing, broken], run =>
        {
            Assert.Equal(ExitCode.Misuse, run.ExitCode);
            Assert.Contains("private key beside it", run.Error, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        });
    }

    private static JsonNode Json(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!;

    private string KeyFile => Path.Combine(_folder.FullName, "valley-ehr.key.pem");

    private ToolRun New(string id) => ToolRun.Of("client", "new", id, "--issuer", "https://ehr.valley.example", "--folder", _folder.FullName);

    private ToolRun Token(string url) => ToolRun.Of("client", "token", Entry, "--url", url);
}
