using System.Net;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>A name leads where its addresses are, whatever it looks like: they are checked, and nothing else is connected to.</summary>
public sealed class OutgoingConnectionsTests
{
    [Theory]
    [InlineData(FhirNetwork.Loopback, "10.0.0.5")]
    [InlineData(FhirNetwork.Loopback, "1.1.1.1")]
    [InlineData(FhirNetwork.Loopback, "127.0.0.1", "10.0.0.5")]
    [InlineData(FhirNetwork.Loopback, "::ffff:10.0.0.5")]
    [InlineData(FhirNetwork.Public, "127.0.0.1")]
    [InlineData(FhirNetwork.Public, "::ffff:127.0.0.1")]
    [InlineData(FhirNetwork.Public, "0.0.0.0")]
    [InlineData(FhirNetwork.Public, "10.0.0.5")]
    [InlineData(FhirNetwork.Public, "169.254.169.254")]
    [InlineData(FhirNetwork.Public, "127.0.0.1", "1.1.1.1")]
    [InlineData(FhirNetwork.Public, "1.1.1.1", "10.0.0.5")]
    public async Task Host_with_any_address_outside_the_network_is_not_connected_to(object network, params string[] addresses)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var connections = new OutgoingConnections((_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => connections.To((FhirNetwork)network).GetAsync(At(ehr, "ehr.example.org")));

        Assert.IsType<AddressNotAdmittedException>(failure.InnerException);
        Assert.Empty(ehr.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    public async Task Literal_address_is_checked_as_well(string host)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var connections = new OutgoingConnections((_, _) => throw new InvalidOperationException("An address is no name."));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => connections.To(FhirNetwork.Public).GetAsync(At(ehr, host)));

        Assert.IsType<AddressNotAdmittedException>(failure.InnerException);
        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Name_is_resolved_once_and_what_was_checked_is_connected_to()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        var lookups = 0;
        using var connections = new OutgoingConnections((_, _) =>
            Task.FromResult(new[] { ++lookups == 1 ? IPAddress.Loopback : IPAddress.Parse("192.0.2.1") }));

        using var response = await connections.To(FhirNetwork.Loopback).GetAsync(At(ehr, "ehr.example.org"));

        Assert.Equal(1, lookups);
        Assert.Single(ehr.Requests);
    }

    [Fact]
    public async Task Connection_into_one_network_is_not_used_for_another()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var connections = new OutgoingConnections((_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        using var response = await connections.To(FhirNetwork.Any).GetAsync(At(ehr, "ehr.example.org"));
        ehr.Clear();

        await Assert.ThrowsAsync<HttpRequestException>(() => connections.To(FhirNetwork.Public).GetAsync(At(ehr, "ehr.example.org")));

        Assert.Empty(ehr.Requests);
    }

    [Fact]
    public async Task Localhost_that_is_also_somewhere_else_is_not_read_in_sandbox_mode()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var server = new ServerFactory
        {
            StandIns = services => services.AddSingleton<NameLookup>((_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.Parse("10.0.0.5") })),
        };
        using var client = server.CreateClient();

        var answer = await HookAnswer.PostAsync(client, OnTheEhr.Call("Organization").At(new Uri($"http://localhost:{ehr.Base.Port}/fhir/r4")));

        Assert.Equal("indeterminate", answer.Statement.Covered);
        Assert.Equal(["technical"], answer.Statement.ReasonCodes);
        Assert.Empty(ehr.Requests);
        Assert.Contains(server.Logs.Entries, e => e.Message.Contains("a host outside the network", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Logs.Entries, e => e.Message.Contains($":{ehr.Base.Port}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FhirNetwork.Loopback, true)]
    [InlineData(FhirNetwork.Public, false)]
    [InlineData(FhirNetwork.Any, true)]
    public async Task Reads_go_into_the_network_of_their_caller(object network, bool isRead)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var server = new ServerFactory();
        var fhirBase = isRead ? ehr.Base : new Uri($"https://127.0.0.1:{ehr.Base.Port}/fhir/r4"); // http is refused before
        var source = new ReadSource("client", "tenant", (FhirNetwork)network, fhirBase, Given.AccessToken, "patient-1", Allowances.OfOneCall());

        var (page, failure) = await server.Services.GetRequiredService<SingleRead>().ReadAsync(source, "Medication/medication-1", CancellationToken.None);

        page?.Document.Dispose();
        Assert.Equal(isRead ? null : "a host outside the network that the caller may have read", failure?.Text);
        Assert.Equal(isRead ? 1 : 0, ehr.Requests.Count);
    }

    private static Uri At(EhrServer ehr, string host) => new($"http://{host}:{ehr.Base.Port}/fhir/r4/Medication/medication-1");
}
