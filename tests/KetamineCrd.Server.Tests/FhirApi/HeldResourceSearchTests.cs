using System.Net;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>Searching what the server holds: FHIR R4 search.html.</summary>
public sealed class HeldResourceSearchTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Secret = "Zyxw-Secret-Value";
    private const string Ketamine7 = "excellus-7.03.03-2019-04-18";
    private const string Ketamine7Now = "excellus-7.03.03-2025-03-20";
    private const string Medica = "medica-mb2300-2025-08-21";
    private const string Va = "va-cdi-00031-2024-10-01";

    [Fact]
    public async Task A_search_without_parameters_finds_every_resource_of_the_type()
    {
        var answer = await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet");

        var files = Directory.EnumerateFiles(Repository.PathTo("fhir-resources", "ValueSet")).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
        Assert.Equal(files, answer.Ids.Order(StringComparer.Ordinal));
        Assert.Equal(answer.Entries.Count, answer.Total);
        Assert.Equal("http://localhost/fhir/ValueSet", answer.Link("self"));
        Assert.Null(answer.Link("next"));
    }

    [Fact]
    public async Task A_search_answers_with_a_searchset_whose_matches_can_be_read()
    {
        var answer = await FhirAnswer.GetAsync(server.Client, "/fhir/PlanDefinition?_id=" + Va);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/fhir+json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal("Bundle", (string?)answer.Json["resourceType"]);
        Assert.Equal("searchset", (string?)answer.Json["type"]);
        var entry = Assert.Single(answer.Entries);
        Assert.Equal("http://localhost/fhir/PlanDefinition/" + Va, (string?)entry["fullUrl"]);
        Assert.Equal("match", (string?)entry["search"]!["mode"]);
        var read = await FhirAnswer.GetAsync(server.Client, (string)entry["fullUrl"]!);
        Assert.Equal(read.Json.ToJsonString(), entry["resource"]!.ToJsonString());
    }

    [Fact]
    public async Task A_search_by_url_finds_every_version()
    {
        var url = (string)(await FhirAnswer.GetAsync(server.Client, "/fhir/PlanDefinition/" + Ketamine7)).Json["url"]!;

        await FindsAsync($"PlanDefinition?url={Uri.EscapeDataString(url)}", Ketamine7, Ketamine7Now);
        await FindsAsync($"PlanDefinition?url={Uri.EscapeDataString(url)}&version=2019-04-18", Ketamine7);
        await FindsAsync($"PlanDefinition?url={Uri.EscapeDataString(url[..^1])}");
        await FindsAsync($"PlanDefinition?url={Uri.EscapeDataString(url.ToUpperInvariant())}");
    }

    [Theory]
    [InlineData("|99727", "tricare")]
    [InlineData("99727", "tricare")]
    [InlineData("|trest", "tricare")]
    [InlineData("https://other.example|99727")]
    public async Task A_bar_without_a_system_finds_identifiers_that_have_none(string value, params string[] ids) =>
        await FindsAsync("Organization?identifier=" + Uri.EscapeDataString(value), ids);

    [Theory]
    [InlineData("status=draft", Va)]
    [InlineData("status=active", Ketamine7Now, Medica)]
    [InlineData("status=active,draft", Ketamine7Now, Medica, Va)]
    [InlineData("status=Draft")]
    [InlineData("status=http://hl7.org/fhir/publication-status|draft", Va)]
    [InlineData("status=https://other.example|draft")]
    [InlineData("version=2024-10-01", Va)]
    [InlineData("version=2024-10-01,2019-04-18", Va, Ketamine7)]
    [InlineData("_id=" + Va + "," + Ketamine7, Va, Ketamine7)]
    [InlineData("status=active&status=draft")]
    [InlineData("status=draft,active&status=draft", Va)]
    [InlineData("identifier=7.03.03", Ketamine7, Ketamine7Now)]
    [InlineData("identifier=7.03")]
    [InlineData("date=2024&status=draft", Va)]
    [InlineData("date=gt2024-10", Ketamine7Now, Medica)]
    [InlineData("date=ge2024-10", Va, Ketamine7Now, Medica)]
    public async Task Policies_are_found_by_their_codes_and_dates(string query, params string[] ids) =>
        await FindsAsync("PlanDefinition?" + query, ids);

    [Theory]
    [InlineData("name=excellus", "excellus")]
    [InlineData("name=EXCELLUS BLUE", "excellus")]
    [InlineData("name=Éxcèllus", "excellus")]
    [InlineData("name=E\u0301xcellus", "excellus")]
    [InlineData("name=bluecross", "bcbsmn")] // an alias
    [InlineData("name:contains=bluecross blueshield", "excellus", "bcbsmn")]
    [InlineData("name=excellus bcbs", "excellus")] // an alias: R4 Organization-name
    [InlineData("name:exact=Excellus BlueCross BlueShield", "excellus")]
    [InlineData("name:exact=excellus bluecross BlueShield")]
    [InlineData("name:exact=Excellus")]
    [InlineData("name=nobody,excellus", "excellus")]
    [InlineData("name=excellus&name=nobody")]
    public async Task A_name_is_found_by_its_start_whatever_case_and_accents(string query, params string[] ids) =>
        await FindsAsync("Organization?" + query, ids);

    [Fact]
    public async Task A_title_is_searched_like_a_name()
    {
        var all = (await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet")).Entries;
        var title = (string)all[0]["resource"]!["title"]!;
        var alike = all.Where(e => ((string)e["resource"]!["title"]!).StartsWith(title, StringComparison.OrdinalIgnoreCase)).Select(e => (string)e["resource"]!["id"]!);

        await FindsAsync("ValueSet?title=" + Uri.EscapeDataString(Escape(title.ToUpperInvariant())), [.. alike]);
        Assert.Contains((string)all[0]["resource"]!["id"]!, (await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet?title:contains=" + Uri.EscapeDataString(Escape(title[1..])))).Ids, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_page_links_to_the_next_until_every_match_was_seen()
    {
        var seen = new List<string>();
        var path = (string?)"/fhir/ValueSet?status=active&_count=20";
        var total = (await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet?status=active")).Total;
        for (var pages = 0; path is not null; pages++)
        {
            Assert.True(pages < 10);
            var page = await FhirAnswer.GetAsync(server.Client, path, ("Prefer", "handling=strict"));
            Assert.Equal(total, page.Total);
            Assert.InRange(page.Entries.Count, 1, 20);
            seen.AddRange(page.Ids);
            path = page.Link("next");
        }

        Assert.Equal(total, seen.Count);
        Assert.Distinct(seen, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("_summary=count")]
    [InlineData("_count=0")]
    [InlineData("_summary=count&_count=5")]
    public async Task A_count_has_a_total_and_no_entries(string query)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, "/fhir/PlanDefinition?" + query);

        Assert.Equal(5, answer.Total);
        Assert.Null(answer.Json["entry"]);
        Assert.Equal("http://localhost/fhir/PlanDefinition?" + query, answer.Link("self"));
        Assert.Null(answer.Link("next"));
    }

    [Theory]
    [InlineData("status=active&colour=blue&_count=50", "status=active&_count=50")]
    [InlineData("colour=blue", "")]
    [InlineData("colour:exact=blue", "")]
    [InlineData("STATUS=active", "")]
    [InlineData("status=", "")]
    [InlineData("status", "")]
    [InlineData("_format=json&status=active", "status=active")]
    [InlineData("_pretty=true", "")]
    [InlineData("_summary=text", "")]
    [InlineData("title:contains=p%26q%20%2B", "title%3Acontains=p%26q%20%2B")]
    public async Task The_self_link_holds_the_parameters_that_were_used_and_no_others(string query, string used)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet?" + query);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("http://localhost/fhir/ValueSet" + (used.Length > 0 ? "?" + used : ""), answer.Link("self"));
    }

    [Theory]
    [InlineData("url=https://x.example")]
    [InlineData("status=active")]
    [InlineData("date=2024")]
    [InlineData("version=1")]
    [InlineData("title=x")]
    public async Task An_Organization_is_not_searched_by_what_it_does_not_have(string query)
    {
        var lenient = await FhirAnswer.GetAsync(server.Client, "/fhir/Organization?" + query);
        var strict = await FhirAnswer.GetAsync(server.Client, "/fhir/Organization?" + query, ("Prefer", "handling=strict"));

        Assert.Equal(Directory.GetFiles(Repository.PathTo("fhir-resources", "Organization")).Length, lenient.Total);
        Assert.Equal("http://localhost/fhir/Organization", lenient.Link("self"));
        strict.IsOutcome(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("handling=strict")]
    [InlineData("return=minimal, handling=strict")]
    [InlineData("respond-async; handling = \"strict\"")]
    public async Task A_caller_who_wants_it_strict_is_told_of_an_unknown_parameter(string prefer)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/ValueSet?status=active&colour={Secret}", ("Prefer", prefer));

        Assert.Contains("Parameter 2", answer.IsOutcome(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.DoesNotContain("colour", answer.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, answer.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_wants_it_lenient_is_not() =>
        Assert.Equal(HttpStatusCode.OK, (await FhirAnswer.GetAsync(server.Client, "/fhir/ValueSet?colour=blue", ("Prefer", "handling=lenient"))).Status);

    [Theory]
    [InlineData("date", Secret)]
    [InlineData("date", "2024-13")]
    [InlineData("date", "2024-02-30")]
    [InlineData("date", "2024-6-1")]
    [InlineData("date", "20240601")]
    [InlineData("date", "0000")]
    [InlineData("date", "ge")]
    [InlineData("date", "xx2024")]
    [InlineData("date", "2024-06-15T10")]
    [InlineData("date", "2024-06-15T25:00Z")]
    [InlineData("date", "2024-06-15T10:30:00%2B99:00")]
    [InlineData("date", "2024," + Secret)]
    [InlineData("identifier", "|")]
    [InlineData("identifier", "a|b|" + Secret)]
    [InlineData("_count", Secret)]
    [InlineData("_count", "-1")]
    [InlineData("_count", "99999999999")]
    [InlineData("_count", "1&_count=2")]
    [InlineData("_summary", Secret)]
    [InlineData("name:phonetic", Secret)]
    [InlineData("status:not", Secret)]
    [InlineData("url:below", Secret)]
    public async Task A_malformed_parameter_is_named_and_its_value_is_not_repeated(string name, string value)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/PlanDefinition?{name}={value}");

        Assert.Contains($"'{name.Split(':')[0]}'", answer.IsOutcome(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, answer.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date=lt9999")]
    [InlineData("date=gt0001-01-01T00:00%2B14:00")]
    [InlineData("date=le9999-12-31T23:59:59.9999999-14:00")]
    [InlineData("name=%ff%fe")]
    [InlineData("name=%5C")]
    [InlineData("&&=&=x&?")]
    [InlineData("_count=1&_offset=2147483647")]
    public async Task No_search_is_too_strange_to_be_answered(string query) =>
        Assert.Equal(HttpStatusCode.OK, (await FhirAnswer.GetAsync(server.Client, "/fhir/PlanDefinition?" + query)).Status);

    [Fact]
    public async Task Links_use_the_public_address_where_one_is_configured()
    {
        using var own = new ServerFactory { Settings = { ["Crd:PublicBaseAddress"] = "https://crd.payer.example/policies/" } };
        using var client = own.CreateClient();

        var answer = await FhirAnswer.GetAsync(client, "/fhir/Organization?name=excellus");

        Assert.Equal("https://crd.payer.example/policies/fhir/Organization?name=excellus", answer.Link("self"));
        Assert.Equal("https://crd.payer.example/policies/fhir/Organization/excellus", (string?)answer.Entries.Single()["fullUrl"]);
    }

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private async Task FindsAsync(string search, params string[] ids)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, "/fhir/" + search, ("Prefer", "handling=strict"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(ids.Order(StringComparer.Ordinal), answer.Ids.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Length, answer.Total);
    }
}
