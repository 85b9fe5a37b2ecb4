using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>A FHIR server that leaves reads without an answer is not asked for a while, for its own client alone; each call is then answered without a wait.</summary>
public sealed class HangingServerTests : IDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);

    private readonly AlarmClock _clock = new(Budget);
    private readonly ClientServer _server;
    private readonly TokenSigner _hill = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));

    public HangingServerTests()
    {
        _server = new ClientServer(new ServerFactory { Clock = _clock, Settings = { ["Crd:HookBudget"] = Budget.ToString(), ["Crd:ReadCacheLifetime"] = "00:00:00", ["Clients:hill-ehr:Issuer"] = "https://hill.example.org" } });
        _server.Register("Clients:hill-ehr", _hill.Jwks);
    }

    public void Dispose()
    {
        _server.Dispose();
        _hill.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Call_for_a_server_that_hangs_is_answered_without_a_read_and_without_a_wait()
    {
        await using var ehr = await HangingAsync();
        await HangAsync(ehr);
        var asked = ehr.Requests.Count;

        var answer = await ValleyAsync(ehr).WaitAsync(_patience.Token); // nobody moves the clock

        Assert.Equal(["technical"], answer.Statement.ReasonCodes);
        Assert.Equal(asked, ehr.Requests.Count);
        Assert.Contains(_server.Server.Logs.Entries, e => e.Message.Contains("not asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_that_answers_again_is_asked_again_by_one_read_first()
    {
        await using var ehr = await HangingAsync();
        await HangAsync(ehr);
        ehr.Hangs = false;
        ehr.Clear();
        _clock.Advance(HangingServers.Break);

        await ValleyAsync(ehr).WaitAsync(_patience.Token);
        var probes = ehr.Requests.Count;
        var answer = await ValleyAsync(ehr).WaitAsync(_patience.Token);

        Assert.InRange(probes, 1, 2); // the second began when the first had been answered
        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Server_of_one_client_that_hangs_is_read_for_another_client()
    {
        await using var ehr = await HangingAsync();
        await HangAsync(ehr);
        ehr.Hangs = false;

        var answer = await HillAsync(ehr).WaitAsync(_patience.Token);

        Assert.Equal("not-covered", answer.Statement.Covered);
    }

    [Fact]
    public async Task Server_that_fails_at_once_is_asked_by_every_call()
    {
        await using var ehr = await HangingAsync();
        ehr.Hangs = false;
        foreach (var type in OnTheEhr.Types)
        {
            ehr.FaultOn(type, EhrFault.ServerError);
        }

        for (var call = 0; call < HangingServers.Reads; call++)
        {
            ehr.Clear();
            await ValleyAsync(ehr).WaitAsync(_patience.Token);
            Assert.NotEmpty(ehr.Requests);
        }
    }

    [Fact]
    public async Task Server_that_answers_some_reads_is_asked_by_every_call()
    {
        await using var ehr = await HangingAsync();
        ehr.Hangs = false;
        ehr.FaultOn("Medication", EhrFault.NeverAnswers);

        await HangAsync(ehr, reads: 3 * HangingServers.Reads);
        ehr.Heal("Medication");

        Assert.Equal("not-covered", (await ValleyAsync(ehr).WaitAsync(_patience.Token)).Statement.Covered);
    }

    [Fact]
    public async Task Servers_are_not_held_without_bound()
    {
        _ = _server.Http;
        var servers = _server.Server.Services.GetRequiredService<HangingServers>();
        using var call = _server.Server.Services.GetRequiredService<OpenBytes>().Begin("valley-ehr");
        for (var i = 0; i <= HangingServers.MostServers; i++)
        {
            var source = new ReadSource("valley-ehr", "", FhirNetwork.Any, new Uri($"https://ehr.example.org/{i}"), null, "patient-1", new ReadAllowance(call));
            await servers.AskAsync(source, _ => Task.FromResult(new SingleAnswer(null, FailedRead.TooLarge)), _patience.Token);
        }

        Assert.InRange(servers.Count, 1, HangingServers.MostServers);
    }

    private Task<HookAnswer> ValleyAsync(EhrServer ehr) => _server.CallAsync(_server.Signer.Sign(), body: OnTheEhr.Call(OnTheEhr.Types).At(ehr.Base));

    private Task<HookAnswer> HillAsync(EhrServer ehr)
    {
        var claims = _hill.Claims();
        claims["iss"] = "https://hill.example.org";
        return _server.CallAsync(_hill.Sign(claims), body: OnTheEhr.Call(OnTheEhr.Types).At(ehr.Base));
    }

    // Both clients name the same server, so that only who asks tells them apart.
    private async Task<EhrServer> HangingAsync()
    {
        var ehr = await OnTheEhr.StartAsync();
        ehr.Hangs = true;
        foreach (var entry in new[] { ClientServer.Entry, "Clients:hill-ehr" })
        {
            _server.Server.Settings[$"{entry}:AllowPrivateNetwork"] = "true";
            _server.Server.Settings[$"{entry}:FhirServers:0"] = ehr.Base.AbsoluteUri;
        }

        return ehr;
    }

    // Calls one after another, each to the end of its time, until so many reads have gone out.
    private async Task HangAsync(EhrServer ehr, int reads = HangingServers.Reads)
    {
        while (ehr.Requests.Count < reads)
        {
            var before = ehr.Requests.Count;
            var call = ValleyAsync(ehr);
            while (!call.IsCompleted && !(_clock.IsPending && ehr.Requests.Count >= before + 2))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), _patience.Token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token);
            _clock.Advance(Budget);
            await call.WaitAsync(_patience.Token);
        }
    }
}
