using KetamineCrd.Server.FhirAccess;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>Which spelling of <c>fhirServer</c> is which server (cds-hooks.md section 6: only values that are allowed for the caller).</summary>
public sealed class FhirServerAccessTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/fhir/r4")]
    [InlineData("https://localhost/fhir")]
    [InlineData("http://LOCALHOST:1/")]
    [InlineData("http://[::1]:8080/fhir")]
    [InlineData("http://127.1/")] // spellings of 127.0.0.1, which is where they lead
    [InlineData("http://0x7f000001")]
    [InlineData("http://2130706433/fhir")]
    [InlineData("http://[::ffff:127.0.0.1]/fhir")]
    public void Sandbox_reads_what_is_on_this_machine(string fhirServer) => Assert.True(FhirServerAccess.Loopback.IsAllowed(new Uri(fhirServer)));

    [Theory]
    [InlineData("http://localhost.evil.example/fhir")]
    [InlineData("http://127.0.0.1.evil.example/fhir")]
    [InlineData("http://localhost@evil.example/fhir")]
    [InlineData("http://127.0.0.1:80@evil.example/fhir")]
    [InlineData("http://user:secret@127.0.0.1/fhir")]
    [InlineData("http://@127.0.0.1/fhir")]
    [InlineData("http://localhost./fhir")]
    [InlineData("http://0/fhir")]
    [InlineData("http://0.0.0.0/fhir")]
    [InlineData("http://[::]/fhir")]
    [InlineData("http://10.0.0.1/fhir")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:10.0.0.1]/fhir")]
    [InlineData("http://[fe80::1]/fhir")]
    [InlineData("http://①②⑦.0.0.1/fhir")]
    [InlineData("http://lоcalhost/fhir")] // with a Cyrillic o
    [InlineData("http://127.0.0.1/fhir?x=1")]
    [InlineData("http://127.0.0.1/fhir?")]
    [InlineData("http://127.0.0.1/fhir#x")]
    [InlineData("http://127.0.0.1/fhir#")]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://localhost/etc/passwd")]
    [InlineData("ftp://127.0.0.1/fhir")]
    [InlineData("gopher://127.0.0.1/fhir")]
    [InlineData("ws://127.0.0.1/fhir")]
    [InlineData("net.pipe://localhost/fhir")]
    [InlineData("unix:///run/fhir")]
    [InlineData("urn:uuid:5f0c2f1e-6f0b-4a31-9a55-0f6a3d8c7b21")]
    [InlineData("mailto:fhir@localhost")]
    public void Sandbox_reads_nothing_else(string fhirServer) => Assert.False(FhirServerAccess.Loopback.IsAllowed(new Uri(fhirServer)));

    [Theory]
    [InlineData("https://ehr.example/fhir/r4")]
    [InlineData("https://ehr.example/fhir/r4/")]
    [InlineData("https://EHR.Example:443/fhir/r4")]
    [InlineData("HTTPS://ehr.example/fhir/r4")]
    [InlineData("https://ehr.example/admin/../fhir/r4")]
    [InlineData("https://ehr.xn--exmple-cua/fhir")]
    [InlineData("https://ehr.exämple/fhir")]
    public void Client_has_its_own_bases_read(string fhirServer) => Assert.True(Registered(FhirNetwork.Public).IsAllowed(new Uri(fhirServer)));

    [Theory]
    [InlineData("http://ehr.example/fhir/r4")]
    [InlineData("https://ehr.example:444/fhir/r4")]
    [InlineData("https://ehr.example:80/fhir/r4")]
    [InlineData("https://ehr.example/fhir/R4")]
    [InlineData("https://ehr.example/fhir")]
    [InlineData("https://ehr.example/")]
    [InlineData("https://ehr.example/fhir/r4/Patient")]
    [InlineData("https://ehr.example/fhir/r4x")]
    [InlineData("https://ehr.example/fhir/r4/../admin")]
    [InlineData("https://ehr.example/fhir/r4/%2e%2e/admin")]
    [InlineData("https://ehr.example/fhir/r4/..%2Fadmin")]
    [InlineData("https://ehr.example/fhir%2Fr4")]
    [InlineData("https://ehr.example/fhir/r4;x")]
    [InlineData("https://ehr.example/fhir/r4?x=1")]
    [InlineData("https://ehr.example/fhir/r4?")]
    [InlineData("https://ehr.example/fhir/r4#")]
    [InlineData("https://ehr.example./fhir/r4")]
    [InlineData("https://user@ehr.example/fhir/r4")]
    [InlineData("https://@ehr.example/fhir/r4")]
    [InlineData("https://ehr.example@evil.example/fhir/r4")]
    [InlineData("https://ehr.example.evil.example/fhir/r4")]
    [InlineData("https://evil.example/https://ehr.example/fhir/r4")]
    [InlineData("https://еhr.example/fhir/r4")] // with a Cyrillic e
    [InlineData("https://ehr.exàmple/fhir")]
    [InlineData("http://127.0.0.1/fhir/r4")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("file:///fhir/r4")]
    public void Client_has_no_other_server_read(string fhirServer)
    {
        Assert.False(Registered(FhirNetwork.Public).IsAllowed(new Uri(fhirServer)));
        Assert.False(Registered(FhirNetwork.Any).IsAllowed(new Uri(fhirServer)));
    }

    [Theory]
    [InlineData(FhirNetwork.Loopback, "http://127.0.0.1/fhir", true)]
    [InlineData(FhirNetwork.Loopback, "https://ehr.example/fhir", false)]
    [InlineData(FhirNetwork.Public, "http://ehr.example/fhir", false)]
    [InlineData(FhirNetwork.Public, "https://ehr.example/fhir", true)]
    [InlineData(FhirNetwork.Any, "http://ehr.example/fhir", true)]
    [InlineData(FhirNetwork.Any, "http://10.0.0.5:8080/fhir", true)]
    [InlineData(FhirNetwork.Any, "ftp://ehr.example/fhir", false)]
    [InlineData(FhirNetwork.Any, "https://user:secret@ehr.example/fhir", false)]
    public void Base_without_tls_is_for_networks_that_the_operator_vouches_for(object network, string fhirBase, bool isAllowed) =>
        Assert.Equal(isAllowed, new FhirServerAccess([new Uri(fhirBase)], (FhirNetwork)network).IsAllowed(new Uri(fhirBase)));

    private static FhirServerAccess Registered(object network) =>
        new([new Uri("https://ehr.example/fhir/r4/"), new Uri("https://ehr.exämple/fhir")], (FhirNetwork)network);
}
