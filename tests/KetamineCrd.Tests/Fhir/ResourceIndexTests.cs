using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Tests.Fhir;

public sealed class ResourceIndexTests
{
    private const string Base = "https://ehr.example.org/fhir/r4";

    // FHIR R4 2.3.0.1: relative, absolute, urn:uuid by fullUrl, and contained references; a version after _history is the same resource.
    [Theory]
    [InlineData("Medication/m1")]
    [InlineData(Base + "/Medication/m1")]
    [InlineData("Medication/m1/_history/3")]
    [InlineData(Base + "/Medication/m1/_history/3")]
    public void A_reference_to_the_clients_server_is_resolved(string literal)
    {
        var index = new ResourceIndex(new Uri(Base));
        index.Add(JsonElement.Parse("""{ "resourceType": "Medication", "id": "m1" }"""));

        Assert.True(index.TryResolve(literal, default, out var found));
        Assert.Equal("m1", new Resource(found).Id);
    }

    [Theory]
    [InlineData("""{ "status": "active" }""", """{ "status": "inactive" }""", """{ "status": "active" }""")]
    [InlineData("""{ "status": "\ud800" }""", """{ "status": "\ud800" }""", """{ "status": "\udc00" }""")]
    public void Resources_of_one_id_that_differ_or_cannot_be_compared_are_not_surely_meant(params string[] resources)
    {
        var index = new ResourceIndex(new Uri(Base));
        foreach (var resource in resources)
        {
            index.Add(JsonElement.Parse(resource.Replace("{", """{ "resourceType": "Medication", "id": "m1", """, StringComparison.Ordinal)));
        }

        Assert.False(index.TryResolve("https://gateway.example.org/fhir/Medication/m1", default, out _));
    }

    [Theory]
    [InlineData(Base)]
    [InlineData(Base + "/")]
    public void A_slash_at_the_end_of_the_base_makes_no_difference(string fhirServer)
    {
        var index = new ResourceIndex(new Uri(fhirServer));

        Assert.Equal("Medication/m1", index.RelativeAddress(Base + "/Medication/m1"));
    }

    // RFC 3986, section 6.2: case of scheme and host, the scheme's own port, percent-encoding of what needs none.
    [Theory]
    [InlineData(Base, "HTTPS://EHR.Example.org/fhir/r4/Medication/m1")]
    [InlineData(Base, "https://ehr.example.org:443/fhir/r4/Medication/m1")]
    [InlineData(Base, "https://ehr.example.org:/fhir/r4/Medication/m1")]
    [InlineData(Base, "https://ehr.example.org/fhir/%72%34/Medication/m%31")]
    [InlineData("https://EHR.example.org:443/fhir/r4/", Base + "/Medication/m1")]
    [InlineData("http://ehr.example.org:80/%7Ea/r4", "http://EHR.example.org/~a/r4/Medication/m1")]
    [InlineData("http://ehr.example.org/a%2fb", "http://ehr.example.org/a%2Fb/Medication/m1/_history/2")]
    [InlineData("http://ehr.example.org/\u00e4", "http://ehr.example.org/%C3%A4/Medication/m1")]
    public void An_address_is_the_same_in_every_spelling(string fhirServer, string literal)
    {
        var index = new ResourceIndex(new Uri(fhirServer));
        index.Add(JsonElement.Parse("""{ "resourceType": "Medication", "id": "m1" }"""));

        Assert.True(index.TryResolve(literal, default, out _));
        Assert.Equal("Medication/m1", index.RelativeAddress(literal));
    }

    [Theory]
    [InlineData("https://EHR.example.org/FHIR/r4/Medication/m1")]
    [InlineData("https://ehr.example.org:8443/fhir/r4/Medication/m1")]
    [InlineData("https://ehr.example.org:80/fhir/r4/Medication/m1")]
    [InlineData("https://ehr.example.org/fhir%2Fr4/Medication/m1")]
    [InlineData("https://ehr.example.org/fhir/R4/Medication/m1")]
    public void Another_port_or_path_is_another_server_that_is_never_read(string literal) => Assert.Null(new ResourceIndex(new Uri(Base)).RelativeAddress(literal));

    [Theory]
    [InlineData("URN:UUID:0B2CBD4E-0001-4000-8000-000000000001", "urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("https://OTHER.example.org/fhir/Medication/x", "https://other.example.org:443/fhir/Medication/x/_history/1")]
    public void A_full_url_is_the_same_in_every_spelling(string fullUrl, string literal)
    {
        var index = new ResourceIndex(new Uri(Base));
        index.Add(JsonElement.Parse("""{ "resourceType": "Medication" }"""), JsonElement.Parse($"\"{fullUrl}\""));

        Assert.True(index.TryResolve(literal, default, out _));
    }

    // R4, "Resolving references in Bundles".
    [Fact]
    public void Without_a_server_the_full_url_of_the_container_tells_the_base()
    {
        var index = new ResourceIndex();
        index.Add(JsonElement.Parse($$"""
            { "resourceType": "Bundle", "entry": [
              { "fullUrl": "{{Base}}/MedicationRequest/a", "resource": { "resourceType": "MedicationRequest", "id": "a" } },
              { "fullUrl": "https://other.example.org/MedicationRequest/b", "resource": { "resourceType": "MedicationRequest", "id": "b" } },
              { "resource": { "resourceType": "Medication", "id": "m1", "status": "active" } },
              { "fullUrl": "https://other.example.org/Medication/m1", "resource": { "resourceType": "Medication", "id": "m1", "status": "inactive" } }
            ] }
            """));
        string? StatusFor(string container, string literal) =>
            index.TryResolve(literal, new Resource(JsonElement.Parse($$"""{ "resourceType": "MedicationRequest", "id": "{{container}}" }""")), out var found) ? found.Text("status"u8) : null;

        Assert.Equal("active", StatusFor("a", Base + "/Medication/m1"));
        Assert.Equal("inactive", StatusFor("a", "https://other.example.org/Medication/m1"));
        Assert.Null(StatusFor("a", "https://third.example.org/Medication/m1"));
        Assert.Null(new ResourceIndex().RelativeAddress(Base + "/Medication/m1"));
    }

    // What the client sent is its own, by whatever address it names it; what was read, or stands on another server, or is there twice, is not surely meant.
    [Theory]
    [InlineData("https://gateway.example.org/fhir/Medication/m1", true)]
    [InlineData("http://ehr.example.org/fhir/r4/Medication/m1", true)]
    [InlineData("https://gateway.example.org/fhir/Medication/m1/_history/2", true)]
    [InlineData("https://gateway.example.org/fhir/Medication/read", false)]
    [InlineData("https://gateway.example.org/fhir/Medication/elsewhere", false)]
    [InlineData("https://gateway.example.org/fhir/Medication/twice", false)]
    [InlineData("https://gateway.example.org/fhir/Medication/same", true)]
    public void An_absolute_reference_that_names_no_full_url_may_be_the_one_resource_that_was_sent(string literal, bool isFound)
    {
        var index = new ResourceIndex(new Uri(Base));
        index.Add(JsonElement.Parse($$"""
            { "resourceType": "Bundle", "entry": [
              { "fullUrl": "{{Base}}/Medication/m1", "resource": { "resourceType": "Medication", "id": "m1" } },
              { "fullUrl": "https://other.example.org/Medication/elsewhere", "resource": { "resourceType": "Medication", "id": "elsewhere" } },
              { "resource": { "resourceType": "Medication", "id": "twice", "status": "active" } },
              { "resource": { "resourceType": "Medication", "id": "twice", "status": "inactive" } },
              { "resource": { "resourceType": "Medication", "id": "same", "status": "active" } },
              { "resource": { "resourceType": "Medication", "status": "active", "id": "same" } }
            ] }
            """));
        index.AddRead(JsonElement.Parse("""{ "resourceType": "Medication", "id": "read" }"""));

        Assert.Equal(isFound, index.TryResolve(literal, default, out _));
        Assert.Null(index.RelativeAddress(literal));
    }

    [Theory]
    [InlineData("urn:uuid:m1")]
    [InlineData("#m1")]
    [InlineData("m1")]
    [InlineData("")]
    [InlineData("Substance/m1")]
    [InlineData("medication/m1")]
    [InlineData("https://gateway.example.org/fhir/Substance/m1")]
    [InlineData("https://gateway.example.org/m1")]
    public void Another_text_is_never_resolved_by_its_tail(string literal)
    {
        var index = new ResourceIndex(new Uri(Base));
        index.Add(JsonElement.Parse("""{ "resourceType": "Medication", "id": "m1" }"""));

        Assert.False(index.TryResolve(literal, new Resource(JsonElement.Parse("{}")), out _));
    }

    [Theory]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("https://other.example.org/fhir/r4/Medication/m1")]
    public void A_full_url_in_a_bundle_resolves_the_same_text(string fullUrl)
    {
        var index = new ResourceIndex(new Uri(Base));
        index.Add(JsonElement.Parse($$"""
            { "resourceType": "Bundle", "entry": [{ "fullUrl": "{{fullUrl}}", "resource": { "resourceType": "Medication" } }, null, 7, {}] }
            """));

        Assert.True(index.TryResolve(fullUrl, default, out _));
    }

    [Fact]
    public void A_contained_resource_is_found_in_its_own_container_only()
    {
        var container = new Resource(JsonElement.Parse("""{ "contained": [{ "resourceType": "Medication", "id": "med" }] }"""));
        var other = new Resource(JsonElement.Parse("""{ "contained": { "resourceType": "Medication", "id": "other" } }"""));
        var index = new ResourceIndex();

        Assert.True(index.TryResolve("#med", container, out _));
        Assert.False(index.TryResolve("#med", other, out _));
        Assert.True(index.TryResolve("#other", other, out _));
        Assert.False(index.TryResolve("Medication/med", container, out _));
    }

    [Fact]
    public void A_resource_added_after_a_look_up_is_found()
    {
        var index = new ResourceIndex();
        Assert.False(index.TryResolve("Medication/m1", default, out _));

        index.Add(JsonElement.Parse("""{ "resourceType": "Medication", "id": "m1" }"""));

        Assert.True(index.TryResolve("Medication/m1", default, out _));
    }

    [Theory]
    [InlineData("Medication/m1", "Medication/m1")]
    [InlineData(Base + "/Condition/A.b-9", "Condition/A.b-9")]
    [InlineData("Medication/m1/_history/2", "Medication/m1")]
    [InlineData("Medication/client_id_1", "Medication/client_id_1")]
    public void A_reference_to_the_clients_server_can_be_read(string literal, string address) =>
        Assert.Equal(address, new ResourceIndex(new Uri(Base)).RelativeAddress(literal));

    // The address is appended to the client's base: nothing a client writes may lead out of it.
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("Medication")]
    [InlineData("Medication/")]
    [InlineData("/Medication/m1")]
    [InlineData("../Patient/m1")]
    [InlineData("Medication/..")]
    [InlineData("Medication/.")]
    [InlineData("Medication/../Patient/m1")]
    [InlineData("Medication/%2e%2e")]
    [InlineData("//evil.example/Medication/m1")]
    [InlineData("Medication//m1")]
    [InlineData("Medication/m1/$everything")]
    [InlineData("Medication/m1/extra")]
    [InlineData("Medication/m1?x=1")]
    [InlineData("Medication/m1#x")]
    [InlineData("Medication/m1 x")]
    [InlineData("Medication/ m1")]
    [InlineData(" Medication/m1")]
    [InlineData("Medication/m1\n")]
    [InlineData("Medication/m\u00e9")]
    [InlineData("Medication\\x/m1")]
    [InlineData("Medi[x]/m1")]
    [InlineData("A^/m1")]
    [InlineData("Medication:8080/m1")]
    [InlineData("https:/Medication/m1")]
    [InlineData("https://other.example.org/fhir/r4/Medication/m1")]
    [InlineData("https://ehr.example.org/fhir/r4evil/Medication/m1")]
    [InlineData(Base + "/../secrets/1")]
    [InlineData(Base + "//evil.example/m1")]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001")]
    [InlineData("#m1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("medication/m1")]
    public void A_hostile_reference_never_becomes_an_address(string literal) => Assert.Null(new ResourceIndex(new Uri(Base)).RelativeAddress(literal));

    [Fact]
    public void What_was_read_or_could_not_be_read_is_remembered()
    {
        var index = new ResourceIndex(new Uri(Base));
        index.MarkUnavailable("Medication/m1");
        index.MarkRead("Coverage?patient=1");

        Assert.True(index.IsUnavailable("Medication/m1"));
        Assert.False(index.WasRead("Medication/m1"));
        Assert.True(index.WasRead("Coverage?patient=1"));
        Assert.False(index.IsUnavailable("Coverage?patient=1"));
    }

    [Fact]
    public void A_bare_array_of_resources_is_taken_like_a_Bundle()
    {
        var index = new ResourceIndex();
        index.Add(JsonElement.Parse("""[{ "resourceType": "Medication", "id": "m1" }, null, 7, [{ "resourceType": "Medication", "id": "m2" }]]"""));

        Assert.True(index.TryResolve("Medication/m1", default, out _));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Bundle", "entry": [] } }] }""")]
    public void What_is_no_resource_is_passed_over(string json)
    {
        var index = new ResourceIndex();
        index.Add(JsonElement.Parse(json));

        Assert.Empty(index.OfType("Bundle"u8));
    }

    [Fact]
    public void A_resource_came_by_a_read_unless_the_call_brought_it()
    {
        var index = new ResourceIndex();
        index.Add(JsonElement.Parse("""{ "resourceType": "Medication", "id": "m1" }"""));
        index.AddRead(JsonElement.Parse("""{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Medication", "id": "m1" } }, { "resource": { "resourceType": "Medication", "id": "m2" } }] }"""));

        Assert.False(index.CameByRead("Medication/m1"));
        Assert.True(index.CameByRead("Medication/m2"));
        Assert.False(index.CameByRead("Medication/m3"));
        Assert.False(index.CameByRead(null));
    }

    [Theory]
    [InlineData(Base + "/Coverage?page=2", "Coverage?page=2")]
    [InlineData(Base + "?_getpages=7", "?_getpages=7")]
    [InlineData(Base + "/", null)]
    [InlineData("Coverage?page=2", "Coverage?page=2")]
    [InlineData("https://other.example.org/fhir/r4/Coverage?page=2", null)]
    [InlineData("//other.example.org/Coverage?page=2", null)]
    [InlineData(Base + "/../../Coverage?page=2", null)]
    [InlineData(Base + "b/Coverage?page=2", null)]
    [InlineData("/Coverage?page=2", null)]
    [InlineData("urn:uuid:0b2cbd4e-0001-4000-8000-000000000001", null)]
    [InlineData("", null)]
    public void A_page_is_one_of_the_clients_own_server(string url, string? address) =>
        Assert.Equal(address, new ResourceIndex(new Uri(Base)).PageAddress(url));

    [Fact]
    public void Without_a_server_there_is_no_page() => Assert.Null(new ResourceIndex().PageAddress("Coverage?page=2"));
}
