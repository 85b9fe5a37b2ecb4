using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>A FHIR server that fails: 200 with an indeterminate statement, reason "technical" (CRD 2.2.1 resp-43), never a guess, never 5xx.</summary>
public sealed class FhirFaultTests : IDisposable
{
    private readonly ServerFactory _server = new() { Settings = { ["Crd:HookBudget"] = "00:00:01" } };
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public static TheoryData<string, EhrFault> Faults
    {
        get
        {
            var data = new TheoryData<string, EhrFault>();
            foreach (var type in OnTheEhr.Types)
            {
                foreach (var fault in Enum.GetValues<EhrFault>().Where(f => f != EhrFault.Slow))
                {
                    data.Add(type, fault);
                }
            }

            return data;
        }
    }

    public void Dispose()
    {
        _patience.Dispose();
        _server.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Failed_read_makes_the_answer_indeterminate_for_a_technical_reason(string type, EhrFault fault)
    {
        await using var elsewhere = await OnTheEhr.StartAsync();
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.Elsewhere = elsewhere;
        ehr.FaultOn(type, fault);
        using var client = _server.CreateClient();

        var answer = await HookAnswer.PostAsync(client, OnTheEhr.Call(type).At(ehr.Base), cancellationToken: _patience.Token);

        IsTechnical(answer);
        Assert.NotEmpty(ehr.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Rejected_token_makes_the_answer_indeterminate_for_a_technical_reason()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Organization").At(ehr.Base);
        call.At("fhirAuthorization")["access_token"] = "expired-token";
        using var client = _server.CreateClient();

        IsTechnical(await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token));
    }

    [Fact]
    public async Task Token_that_no_header_can_carry_makes_the_answer_indeterminate_for_a_technical_reason()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var call = OnTheEhr.Call("Organization").At(ehr.Base);
        call.At("fhirAuthorization")["access_token"] = "token\r\nX-Injected: 1";
        using var client = _server.CreateClient();

        IsTechnical(await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token));
        Assert.DoesNotContain(ehr.Requests, r => r.Headers.Contains("X-Injected", StringComparer.OrdinalIgnoreCase));
        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Ehr_that_is_not_there_makes_the_answer_indeterminate_for_a_technical_reason()
    {
        Uri gone;
        await using (var ehr = await OnTheEhr.StartAsync())
        {
            gone = ehr.Base;
        }

        using var client = _server.CreateClient();

        IsTechnical(await HookAnswer.PostAsync(client, OnTheEhr.Call("Organization").At(gone), cancellationToken: _patience.Token));
    }

    [Theory]
    [InlineData("Organization")]
    [InlineData("Coverage")]
    public async Task Indeterminate_answer_keeps_every_rule_of_coverage_information(string type)
    {
        // crd.md section 10: q3 (info-needed only where something is conditional), q9 (indeterminate has a reason).
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn(type, EhrFault.ServerError);
        var call = OnTheEhr.Call(type).At(ehr.Base);
        using var client = _server.CreateClient();

        (await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token)).IsGood(call);
    }

    [Fact]
    public async Task Fact_that_would_change_nothing_may_be_missing()
    {
        // Oral ketamine is not addressed by 7.03.03 whatever the reason is (cases: excellus-oral-ketamine), so no fault can make it indeterminate.
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Condition", EhrFault.ServerError);
        var call = OnTheEhr.Call("Condition").At(ehr.Base);
        call.TheOrder().At("dosageInstruction", 0, "route", "coding", 0)["code"] = "26643006";
        call.TheOrder().At("dosageInstruction", 0, "route", "coding", 0)["display"] = "Oral route";
        using var client = _server.CreateClient();

        var answer = await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token);

        answer.IsSilent();
    }

    [Fact]
    public async Task Fhir_server_outside_loopback_is_never_contacted()
    {
        // The machine's own address on its network: reachable, but not loopback.
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)) ?? IPAddress.Parse("192.0.2.1");
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = _server.CreateClient();

        // Without a Coverage nothing can be said at all (CRD 2.2.1 hook-13).
        foreach (var type in OnTheEhr.Types)
        {
            var call = OnTheEhr.Call(type).At(new Uri($"http://{address}:{port}/fhir/r4"));
            var answer = await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token);
            Assert.Equal((type, type == "Coverage" ? HttpStatusCode.PreconditionFailed : HttpStatusCode.OK), (type, answer.Status));
            Assert.False(listener.Pending());
        }
    }

    [Theory]
    [InlineData("https://ehr.example.org/fhir/r4")]
    [InlineData("http://127.0.0.1.example.org/fhir/r4")]
    [InlineData("http://localhost.example.org/fhir/r4")]
    [InlineData("http://example.org#@127.0.0.1/fhir/r4")]
    [InlineData("file:///etc/fhir/r4")]
    [InlineData("ftp://127.0.0.1/fhir/r4")]
    public async Task Fhir_server_that_may_not_be_read_makes_the_answer_indeterminate(string fhirServer)
    {
        var call = OnTheEhr.Call("Organization");
        call["fhirServer"] = fhirServer;
        using var client = _server.CreateClient();

        IsTechnical(await HookAnswer.PostAsync(client, call, cancellationToken: _patience.Token));
    }

    private static void IsTechnical(HookAnswer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Text}");
        var statement = answer.Statement;
        Assert.Equal("indeterminate", statement.Covered);
        Assert.Equal(["technical"], statement.ReasonCodes);
        Assert.False(string.IsNullOrWhiteSpace(statement.ReasonText));
        Assert.True(statement.PriorAuthorizationNeeded is null or "indeterminate");
        Assert.Empty(answer.Cards);
    }
}
