using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.FhirAccess;

/// <summary>The last gate before a request: what it lets pass lies below the FHIR base and is sent as it stands.</summary>
public sealed class ReadAddressTests
{
    [Theory]
    [InlineData("Medication/med-1")]
    [InlineData("Condition/eq081-VQEgP8drUUqCWzHfw3.a_b")]
    [InlineData("Coverage?patient=patient-1&status=active")]
    [InlineData("Questionnaire?url=http%3A%2F%2Fexample.org%2Fform&version=1.0")]
    [InlineData("Coverage/?_page_token=Cjj3YokQdf%2F%2F3P%3D")]
    [InlineData("Coverage/_search?page=2")]
    [InlineData("?_getpages=7f3a&_getpagesoffset=10")]
    public void Reads_searches_and_their_further_pages_pass(string relative)
    {
        Assert.True(ReadAddress.TryResolve(Source(), relative, out var address));
        Assert.Equal($"https://ehr.example/fhir/r4{(relative.StartsWith('?') ? "" : "/")}{relative}", address!.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Medication")]
    [InlineData("Medication/")]
    [InlineData("Medication/.")]
    [InlineData("Medication/..")]
    [InlineData("Medication/../../admin")]
    [InlineData("Medication/%2e%2e")]
    [InlineData("Medication/a%2Fb")]
    [InlineData("Medication/a\\b")]
    [InlineData("Medication/a;b")]
    [InlineData("Medication/a#b")]
    [InlineData("Medication/a b")]
    [InlineData("Medication/a\r\nX-Injected: 1")]
    [InlineData("Medication/a\0")]
    [InlineData("Medication/é")]
    [InlineData("Medication/$everything")]
    [InlineData("Medication/1/_history/2")]
    [InlineData("Medication/1?_format=xml")]
    [InlineData("Patient/1/$everything")]
    [InlineData("Patient/1/$everything?x=1")]
    [InlineData("medication/1")]
    [InlineData("Admin/1")]
    [InlineData("Binary/1")]
    [InlineData("Admin?x=1")]
    [InlineData("$export?x=1")]
    [InlineData("_history?x=1")]
    [InlineData("Coverage/_history?x=1")]
    [InlineData("Coverage/../../admin?x=1")]
    [InlineData("../admin?x=1")]
    [InlineData("/admin?x=1")]
    [InlineData("//evil.example/Coverage?x=1")]
    [InlineData("https://evil.example/Coverage?x=1")]
    [InlineData("@evil.example/Coverage?x=1")]
    [InlineData("Coverage?x=1#y")]
    [InlineData("Coverage?x=a b")]
    [InlineData("Coverage?x=1\r\nX-Injected: 1")]
    [InlineData("Coverage?x=\\")]
    [InlineData("Coverage?x=é")]
    [InlineData("Coverage?x=%41")] // would be sent as "A"
    public void Anything_else_does_not(string relative) => Assert.False(ReadAddress.TryResolve(Source(), relative, out _));

    [Fact]
    public void What_no_server_would_take_is_not_sent() => Assert.False(ReadAddress.TryResolve(Source(), $"Coverage?x={new string('x', 8_000)}", out _));

    [Theory]
    [InlineData("http://ehr.example/fhir")]
    [InlineData("https://user:secret@ehr.example/fhir")]
    [InlineData("https://ehr.example/fhir?x=1")]
    [InlineData("ftp://ehr.example/fhir")]
    public void Nothing_passes_below_a_base_that_is_never_read(string fhirServer) =>
        Assert.False(ReadAddress.TryResolve(Source(fhirServer), "Medication/med-1", out _));

    private static ReadSource Source(string fhirServer = "https://ehr.example/fhir/r4") =>
        new("client", "tenant", FhirNetwork.Public, new Uri(fhirServer), Given.AccessToken, "patient-1", Allowances.OfOneCall());
}
