using System.Net;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Clients;

/// <summary>A registered client may do what its entry says and nothing else: cds-hooks.md section 7 (403), section 9 item 10.</summary>
public sealed class ClientPermissionTests : IDisposable
{
    private readonly ClientServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("/cds-services", "GET")]
    [InlineData("/2.0/cds-services", "GET")]
    [InlineData("/cds-services/crd-order-sign", "POST")]
    [InlineData("/2.0/cds-services/crd-order-sign", "POST")]
    [InlineData("/cds-services/crd-order-sign/feedback", "POST")]
    [InlineData("/cds-services/crd-order-sign/explanation", "POST")]
    [InlineData("/cds-services/no-such-service", "POST")]
    public async Task Discovery_calls_feedback_and_explanations_need_a_token(string path, string method)
    {
        var answer = method == "GET" ? await _server.GetAsync(token: null, path) : await _server.CallAsync(token: null, path);

        answer.IsOutcome(HttpStatusCode.Unauthorized, "Authorization");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/policies")]
    [InlineData("/policies/7.03.03/2025-03-20")]
    [InlineData("/style.css")]
    [InlineData("/fhir/metadata")]
    [InlineData("/fhir/PlanDefinition")]
    public async Task Published_policies_are_for_everyone(string path)
    {
        using var response = await _server.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Assertion_ids_of_a_client_are_its_own()
    {
        var own = await _server.CallAsync(_server.Signer.Sign(TokenSigner.Base + "/cds-services/crd-order-sign"));
        using var sandbox = new ServerFactory();
        using var http = sandbox.CreateClient();
        var other = await HookAnswer.PostAsync(http, Given.Call());

        Assert.Equal(own.Statement.ReasonText, other.Statement.ReasonText);
        Assert.NotEqual(own.Statement.AssertionId, other.Statement.AssertionId, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("/cds-services")]
    [InlineData("/2.0/cds-services")]
    public async Task Discovery_lists_the_services_of_the_client(string path)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Hooks:0"] = "order-sign";
        _server.Server.Settings[$"{ClientServer.Entry}:Hooks:1"] = "order-dispatch";

        var answer = await _server.GetAsync(_server.Signer.Sign(TokenSigner.Base + path), path);

        Assert.Equal("crd-order-sign crd-order-dispatch", string.Join(" ", answer.Json["services"]!.AsArray().Select(s => (string)s!["id"]!)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/feedback")]
    [InlineData("/explanation")]
    public async Task Hook_that_is_not_open_is_forbidden(string below)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Hooks:0"] = "order-select";

        var answer = await _server.CallAsync(_server.Signer.Sign(), $"/cds-services/crd-order-sign{below}");

        answer.IsOutcome(HttpStatusCode.Forbidden);
        Assert.Contains("order-sign", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_that_is_not_open_is_forbidden()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Dialects:0"] = "2.0";

        (await _server.CallAsync(_server.Signer.Sign())).IsOutcome(HttpStatusCode.Forbidden);
        (await _server.GetAsync(_server.Signer.Sign(TokenSigner.Base + "/cds-services"))).IsOutcome(HttpStatusCode.Forbidden);
        var older = await _server.CallAsync(_server.Signer.Sign(TokenSigner.Base + "/2.0/cds-services/crd-order-sign"), "/2.0/cds-services/crd-order-sign");
        Assert.Equal("not-covered", older.Statement.Covered);
    }

    [Fact]
    public async Task Of_a_payer_that_is_not_open_nothing_is_said()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Payers:0"] = "medica";

        (await _server.CallAsync(_server.Signer.Sign())).IsSilent();
    }

    [Fact]
    public async Task Of_a_payer_that_is_open_all_is_said()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Payers:0"] = "medica";
        _server.Server.Settings[$"{ClientServer.Entry}:Payers:1"] = "excellus";

        Assert.Equal("not-covered", (await _server.CallAsync(_server.Signer.Sign())).Statement.Covered);
    }

    [Theory]
    [InlineData("north", HttpStatusCode.OK)]
    [InlineData("east", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Where_tenants_are_registered_the_token_names_one(string? tenant, HttpStatusCode status)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Tenants:0"] = "south";
        _server.Server.Settings[$"{ClientServer.Entry}:Tenants:1"] = "north";

        Assert.Equal(status, (await _server.CallAsync(_server.Signer.Sign(_server.Signer.ClaimsWith("tenant", tenant)))).Status);
    }

    [Fact]
    public async Task Clients_that_share_an_issuer_are_told_apart_by_tenant()
    {
        using var other = new TokenSigner();
        _server.Server.Settings[$"{ClientServer.Entry}:Tenants:0"] = "north";
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = TokenSigner.Issuer;
        _server.Server.Settings["Clients:hill-ehr:Tenants:0"] = "south";
        _server.Server.Settings["Clients:hill-ehr:Hooks:0"] = "order-select";
        _server.Register("Clients:hill-ehr", other.Jwks);

        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_server.Signer.Sign(_server.Signer.ClaimsWith("tenant", "north")))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _server.CallAsync(other.Sign(_server.Signer.ClaimsWith("tenant", "south")))).Status);
        (await _server.CallAsync(other.Sign(_server.Signer.ClaimsWith("tenant", "north")))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
    }

    [Fact]
    public async Task Two_issuers_may_use_the_same_kid_and_neither_passes_for_the_other()
    {
        using var other = new TokenSigner();
        _server.Server.Settings["Clients:hill-ehr:Issuer"] = "https://hill.example.org";
        _server.Register("Clients:hill-ehr", other.Jwks);

        // Each key is used once before it is tried for the other: a verifier kept by kid would be found now.
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_server.Signer.Sign(_server.Signer.Claims()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(other.Sign(_server.Signer.ClaimsWith("iss", "https://hill.example.org")))).Status);
        (await _server.CallAsync(other.Sign(_server.Signer.Claims()))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
        (await _server.CallAsync(_server.Signer.Sign(_server.Signer.ClaimsWith("iss", "https://hill.example.org")))).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: signature");
    }

    [Fact]
    public async Task Algorithms_are_those_of_the_entry()
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Algorithms:0"] = "PS384";

        (await _server.CallAsync(_server.Signer.Sign())).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: alg");
        var token = TokenSigner.Join(TokenSigner.Header("PS384", "rsa-1"), _server.Signer.Claims(), text => _server.Signer.Rsa.SignData(
            text, System.Security.Cryptography.HashAlgorithmName.SHA384, System.Security.Cryptography.RSASignaturePadding.Pss));
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(token)).Status);
    }

    [Theory]
    [InlineData("https://pages.ehr.example.org", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task From_a_browser_only_registered_origins_may_call(string origin, HttpStatusCode status)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Origins:0"] = "https://pages.ehr.example.org";

        var answer = await _server.CallAsync(_server.Signer.Sign(), edit: r => r.Headers.Add("Origin", origin));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("https://pages.ehr.example.org", true)]
    [InlineData("https://evil.example", false)]
    public async Task Preflight_allows_the_origins_of_the_clients_only(string origin, bool isAllowed)
    {
        _server.Server.Settings[$"{ClientServer.Entry}:Origins:0"] = "https://pages.ehr.example.org";
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/cds-services/crd-order-sign", UriKind.Relative));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await _server.Http.SendAsync(request);

        Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/feedback", HttpStatusCode.BadRequest)] // a hook body is no feedback
    [InlineData("/explanation", HttpStatusCode.OK)]
    public async Task Token_for_a_service_is_good_for_what_stands_below_it(string below, HttpStatusCode status)
    {
        foreach (var audience in new[] { TokenSigner.SignAddress, TokenSigner.SignAddress + below })
        {
            var answer = await _server.CallAsync(_server.Signer.Sign(audience), $"/cds-services/crd-order-sign{below}");
            Assert.Equal(status, answer.Status);
        }
    }

    [Fact]
    public async Task Tokens_may_be_for_any_of_the_public_addresses_with_their_paths()
    {
        _server.Server.Settings["Crd:PublicBaseAddress"] = "https://payer.example/crd/";
        _server.Server.Settings["Crd:OtherBaseAddresses:0"] = "https://old.payer.example";

        foreach (var address in new[] { "https://payer.example/crd", "https://old.payer.example" })
        {
            Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(_server.Signer.Sign(address + "/cds-services/crd-order-sign"))).Status);
        }

        (await _server.CallAsync(_server.Signer.Sign())).IsOutcome(HttpStatusCode.Unauthorized, "Authorization: aud");
    }

    [Fact]
    public async Task Fhir_server_that_is_not_registered_is_not_read_and_the_client_is_told()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Coverage").At(ehr.Base);

        var answer = await _server.CallAsync(_server.Signer.Sign(), body: call);

        answer.IsOutcome(HttpStatusCode.PreconditionFailed);
        Assert.Contains("fhirServer", answer.Text, StringComparison.Ordinal);
        Assert.Contains("may have read", answer.Text, StringComparison.Ordinal);
        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Fhir_server_in_a_private_network_is_read_only_where_the_entry_allows_it(bool isAllowed, int reads)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        _server.Server.Settings[$"{ClientServer.Entry}:AllowPrivateNetwork"] = "true";
        _server.Server.Settings[$"{ClientServer.Entry}:FhirServers:0"] = isAllowed ? ehr.Base.AbsoluteUri : "https://ehr.example.org/fhir";

        var answer = await _server.CallAsync(_server.Signer.Sign(), body: OnTheEhr.Call("Coverage").At(ehr.Base));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.PreconditionFailed, answer.Status);
        Assert.Equal(reads, ehr.Requests.Count);
    }

    [Fact]
    public async Task Demonstration_payer_is_not_for_registered_clients()
    {
        _server.Server.Settings.Remove("Crd:Demonstration");

        using var response = await _server.Http.GetAsync(new Uri("/fhir/Organization", UriKind.Relative));

        Assert.DoesNotContain("demonstration", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
