using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Documents;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.RealClients;

/// <summary>The entries of docs/clients.md for clients that are known in public, with keys and tokens of the shape that each publishes.</summary>
public sealed class KnownClientTests : IDisposable
{
    private const string SandboxIssuer = "https://sandbox.cds-hooks.org";
    private const string SandboxKeys = "https://sandbox.cds-hooks.org/.well-known/jwks.json";
    private const string HospitalIssuer = "https://ehr.hospital.example/api/FHIR/R4";
    private const string Base64KeyId = "d3bmo5HzW61TUgikHZH+A8Tx4UOXz2iOs4KvVU4e/Y0=";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-known-");
    private readonly ClientServer _server = new();

    public KnownClientTests()
    {
        var sandbox = TokenSigner.JwkOf(Signer.Ec, "44823f3d-0000-4000-8000-000000000001");
        sandbox["alg"] = "ES384";
        Register(SandboxIssuer, "cds-hooks-sandbox.jwks.json", sandbox);

        var hospital = TokenSigner.JwkOf(Signer.Rsa, Base64KeyId);
        (hospital["use"], hospital["alg"]) = ("sig", "RS384");
        Register(HospitalIssuer, "hospital.jwks.json", hospital);
        _server.Server.Settings["Crd:ClientsPath"] = _folder.FullName;
    }

    private TokenSigner Signer => _server.Signer;

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Public_sandbox_with_its_key_set_pinned_discovers_and_calls()
    {
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync(SandboxToken($"{TokenSigner.Base}/cds-services"))).Status);
        Assert.Equal("not-covered", (await _server.CallAsync(SandboxToken())).IsGood(Given.Call()).Statement.Covered);
    }

    [Fact]
    public async Task Where_the_entry_names_a_jku_another_one_is_refused()
    {
        (await _server.CallAsync(SandboxToken(jku: "https://sandbox.cds-hooks.org.evil.example/jwks.json"))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: jku");
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(SandboxToken(jku: null))).Status);
    }

    [Fact]
    public async Task Epics_published_form_is_accepted() =>
        Assert.Equal("not-covered", (await _server.CallAsync(HospitalToken(lifetime: 900))).IsGood(Given.Call()).Statement.Covered);

    [Theory]
    [InlineData(960, HttpStatusCode.OK)]
    [InlineData(961, HttpStatusCode.Unauthorized)]
    public async Task Lifetime_of_the_entry_and_the_difference_of_clocks_are_the_longest(int lifetime, HttpStatusCode status) =>
        Assert.Equal(status, (await _server.CallAsync(HospitalToken(lifetime))).Status);

    [Fact]
    public async Task Lifetime_of_one_entry_is_not_anothers() =>
        (await _server.CallAsync(SandboxToken(lifetime: 900))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: lifetime");

    [Fact]
    public async Task Refusal_names_the_lifetime_of_the_entry() =>
        Assert.Contains("by 900 s at most", (await _server.CallAsync(HospitalToken(lifetime: 5000))).Text, StringComparison.Ordinal);

    [Fact]
    public void Jku_beside_an_address_of_keys_stops_the_start()
    {
        var file = Path.Combine(_folder.FullName, "cds-hooks-sandbox.json");
        var entry = JsonNode.Parse(File.ReadAllText(file))!;
        entry.AsObject().Remove("JwksFile");
        entry["JwksUrl"] = SandboxKeys;
        File.WriteAllText(file, entry.ToJsonString());

        var failure = Assert.ThrowsAny<Exception>(() => _server.Http.Dispose());

        Assert.Contains("cds-hooks-sandbox.json:Jku stands beside Jwks or JwksFile only", failure.ToString(), StringComparison.Ordinal);
    }

    // ES384, five minutes, a jku, a sub.
    private string SandboxToken(string audience = TokenSigner.SignAddress, string? jku = SandboxKeys, int lifetime = 300)
    {
        var header = TokenSigner.Header("ES384", "44823f3d-0000-4000-8000-000000000001");
        if (jku is not null)
        {
            header["jku"] = jku;
        }

        var claims = Signer.Claims(audience);
        (claims["iss"], claims["sub"], claims["exp"]) = (SandboxIssuer, "48163c5e-88b5-4cb3-92d3-23b800caa927", TokenSigner.Seconds(lifetime));
        return Signer.Sign(claims, header);
    }

    // RS384, nbf five minutes before iat, jku below the address of the hospital, sub.
    private string HospitalToken(int lifetime)
    {
        var header = TokenSigner.Header("RS384", Base64KeyId);
        header["jku"] = "https://ehr.hospital.example/api/epic/2019/Security/Open/PublicKeys/530013/530013";
        var claims = Signer.Claims();
        (claims["iss"], claims["sub"]) = (HospitalIssuer, "cds-client");
        (claims["nbf"], claims["exp"]) = (TokenSigner.Seconds(-300), TokenSigner.Seconds(lifetime));
        return TokenSigner.Join(header, claims, text => Signer.Rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
    }

    private void Register(string issuer, string keyFile, JsonObject key)
    {
        var entry = new MarkdownPage("docs/clients.md").Blocks("json").Select(b => JsonNode.Parse(b)!).Single(e => (string?)e["Issuer"] == issuer);
        Assert.Equal(keyFile, (string?)entry["JwksFile"]);
        File.WriteAllText(Path.Combine(_folder.FullName, keyFile.Replace(".jwks", "", StringComparison.Ordinal)), entry.ToJsonString());
        File.WriteAllText(Path.Combine(_folder.FullName, keyFile), new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString());
    }
}
