using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using KetamineCrd.Policies;
using KetamineCrd.Resources;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace KetamineCrd.Server.Tests.Pages;

public sealed class PolicyPageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] SectionIds =
        ["statement", "payers", "routes", "indications", "codes", "products", "evidence", "dates", "history", "source"];

    private static readonly string[] Folders = ["fhir-resources", "cards"];

    private static readonly CrdEngine Engine = Load(ResourceFiles());

    public static TheoryData<string> HeldPaths => [.. Versions.Select(v => v.Path)];

    private static IEnumerable<PolicyVersion> Versions => Engine.Policies.Policies.SelectMany(p => p.Versions);

    [Theory]
    [MemberData(nameof(HeldPaths))]
    public async Task Every_held_version_has_a_page(string path)
    {
        using var response = await GetAsync(server.Client, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = await ParseAsync(response);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Contains(At(path).Title, page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    public async Task A_page_has_every_section_and_every_rule_under_its_id(string path)
    {
        var page = await PageAsync(server.Client, path);

        Assert.All([.. SectionIds, .. At(path).Rules.Select(r => r.Id)], id => Assert.NotNull(page.GetElementById(id)));
        Assert.All(At(path).Rules, rule =>
        {
            var shown = page.GetElementById(rule.Id)!.TextContent;
            Assert.All([rule.Title, rule.Statement, rule.Section, rule.Note ?? "", rule.Ground ?? ""], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    public async Task Ids_are_unique_and_links_within_the_page_resolve(string path)
    {
        var page = await PageAsync(server.Client, path);

        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEmpty(page.QuerySelectorAll(".toc a"));
        Assert.All(Links(page).Where(l => l.StartsWith('#')), link => Assert.Contains(link[1..], ids, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    [InlineData("/")]
    [InlineData("/policies")]
    public async Task Links_within_the_server_answer(string path)
    {
        var page = await PageAsync(server.Client, path);

        foreach (var link in Links(page).Append("/style.css").Where(l => l.StartsWith('/')).Distinct(StringComparer.Ordinal))
        {
            using var response = await GetAsync(server.Client, link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    [InlineData("/")]
    [InlineData("/policies")]
    public async Task Links_to_elsewhere_are_those_of_the_policy_data(string path)
    {
        var page = await PageAsync(server.Client, path);

        var known = ResourceFiles().Where(f => f.Path.StartsWith("fhir-resources/PlanDefinition/", StringComparison.Ordinal))
            .Select(f => JsonNode.Parse(f.Content.Span)!)
            .SelectMany(p => p["relatedArtifact"]!.AsArray().Concat(p["action"]!.AsArray().SelectMany(a => a!["documentation"]!.AsArray())))
            .Select(a => (string?)a!["url"])
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(Links(page).Where(l => !l.StartsWith('#') && !l.StartsWith('/')), link => Assert.Contains(link, known, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    [InlineData("/")]
    [InlineData("/policies")]
    public async Task Headings_are_in_order(string path)
    {
        var page = await PageAsync(server.Client, path);

        var levels = page.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(h => h.LocalName[1] - '0').ToArray();
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.First} is followed by h{pair.Second}"));
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    public async Task The_general_denial_comes_first_with_the_payers_word_for_it(string path)
    {
        var page = await PageAsync(server.Client, path);

        var general = At(path).Rules.Last(r => r.Outcome == PolicyOutcome.NotCovered);
        var shown = page.QuerySelectorAll("#statement .decision")[^1].TextContent;
        Assert.Contains(general.Statement, shown, StringComparison.Ordinal);
        Assert.Contains(general.Ground!, shown, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    public async Task A_draft_says_so_at_the_top_and_no_other_does(string path)
    {
        var page = await PageAsync(server.Client, path);

        Assert.Equal(At(path).IsDraft, page.QuerySelector("#notice-draft") is not null);
        Assert.Equal(At(path).IsDraft, page.QuerySelector("h1")!.ParentElement!.TextContent.Contains("draft", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_text_that_ended_links_to_the_newest_one_held()
    {
        var policy = Engine.Policies.Policies.First(p => p.Versions is [{ End: { } end }, _, ..] && end < DateOnly.FromDateTime(ServerFactory.Today.UtcDateTime));

        var page = await PageAsync(server.Client, policy.Versions[0].Path);

        Assert.Equal(policy.Versions[^1].Path, page.QuerySelector("#notice-ended a")!.GetAttribute("href"));
        Assert.Null((await PageAsync(server.Client, policy.Versions[^1].Path)).QuerySelector("#notice-ended"));
    }

    // 7.03.03 of 2025-03-20 names March 2026 as its next review.
    [Theory]
    [InlineData("2026-03-31", false)]
    [InlineData("2026-04-01", true)]
    public async Task The_review_is_overdue_only_after_its_date(string today, bool overdue)
    {
        using var factory = new ServerFactory { Clock = On(today) };
        using var client = factory.CreateClient();

        var page = await PageAsync(client, "/policies/7.03.03/2025-03-20");

        Assert.Equal(overdue, page.QuerySelector("#notice-overdue") is not null);
        Assert.Equal(overdue, page.GetElementById("dates")!.TextContent.Contains("overdue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_follow_the_day()
    {
        var clock = On("2026-03-31");
        using var factory = new ServerFactory { Clock = clock };
        using var client = factory.CreateClient();

        Assert.Null((await PageAsync(client, "/policies/7.03.03/2025-03-20")).QuerySelector("#notice-overdue"));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await PageAsync(client, "/policies/7.03.03/2025-03-20")).QuerySelector("#notice-overdue"));
    }

    // ICD-10-CM "is-a" filters are shown as prefixes; the codes are those of CodeSystem words when they are free text.
    [Fact]
    public async Task Codes_name_their_system_and_prefixes_say_what_they_include()
    {
        var codes = (await PageAsync(server.Client, "/policies/7.03.03/2025-03-20")).GetElementById("codes")!;

        var rows = codes.QuerySelectorAll("tbody tr").Select(r => r.Children.Select(c => c.TextContent).ToArray()).ToArray();
        Assert.Contains(rows, r => r is ["96365", _, "CPT"]);
        Assert.Contains(rows, r => r is ["J3490", _, "HCPCS"]);
        Assert.Contains(rows, r => r is ["G90.5 and below", { Length: > 0 }, "ICD-10-CM"]);
        Assert.Contains(rows, r => r is ["25021-0682 and below", _, "NDC"]);
        Assert.Contains("Left out: B02.22 and below", codes.TextContent, StringComparison.Ordinal);
        Assert.Contains("Words: ", codes.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(rows, r => r[2] is "words");
    }

    [Fact]
    public async Task Texts_of_the_data_are_shown_and_never_run()
    {
        const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>";
        var files = ResourceFiles().Select(file => file.Path.StartsWith("fhir-resources/PlanDefinition/", StringComparison.Ordinal) ? Spoil(file) : file);
        var folder = Directory.CreateTempSubdirectory("crd-policies-");
        foreach (var file in files)
        {
            var path = Path.Combine(folder.FullName, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Content);
        }

        using var factory = new ServerFactory();
        using var spoiled = factory.WithWebHostBuilder(b => b.UseSetting("Crd:ResourcesPath", folder.FullName));
        using var client = spoiled.CreateClient();

        var page = await PageAsync(client, "/policies/7.03.03/2025-03-20");

        Assert.Empty(page.QuerySelectorAll("script, img"));
        Assert.DoesNotContain(Links(page), l => l.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("http:", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Hostile, page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        folder.Delete(recursive: true);

        static ResourceFile Spoil(ResourceFile file)
        {
            var json = JsonNode.Parse(file.Content.Span)!;
            json["title"] = Hostile;
            json["publisher"] = Hostile;
            json["description"] = $"{Hostile} # no heading";
            json["purpose"] = "[one](javascript:alert(1)) [two](http://a.example/) <javascript:alert(1)> ![three](https://a.example/x.png)";
            json["relatedArtifact"]![0]!["display"] = Hostile;
            return file with { Content = JsonSerializer.SerializeToUtf8Bytes(json) };
        }
    }

    [Fact]
    public async Task What_is_not_held_is_a_page_to_a_browser_and_an_outcome_to_a_program()
    {
        using var toBrowser = await GetAsync(server.Client, "/policies/7.03.03/1999-01-01", "text/html,application/xhtml+xml;q=0.9");
        using var toProgram = await GetAsync(server.Client, "/policies/7.03.03/1999-01-01", "application/json");

        Assert.Equal(HttpStatusCode.NotFound, toBrowser.StatusCode);
        Assert.Equal("text/html", toBrowser.Content.Headers.ContentType?.MediaType);
        Assert.Contains("/policies", Links(await ParseAsync(toBrowser)), StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, toProgram.StatusCode);
        Assert.Equal("application/fhir+json", toProgram.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_list_links_to_every_held_version()
    {
        var page = await PageAsync(server.Client, "/policies");

        Assert.All(Versions, v => Assert.Contains(v.Path, Links(page), StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_landing_page_leads_to_the_policies_and_the_services()
    {
        var page = await PageAsync(server.Client, "/");

        Assert.Contains("/policies", Links(page), StringComparer.Ordinal);
        Assert.Contains("/cds-services", Links(page), StringComparer.Ordinal);
        Assert.Contains("Sandbox:", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("curl http://localhost/cds-services", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_a_public_address_links_keep_its_path()
    {
        using var factory = new ServerFactory { Settings = { ["Crd:PublicBaseAddress"] = "https://payer.example/crd/" } };
        using var client = factory.CreateClient();

        var page = await PageAsync(client, "/policies/7.03.03/2025-03-20");

        Assert.All(Links(page).Where(l => l.StartsWith('/')), l => Assert.StartsWith("/crd/", l, StringComparison.Ordinal));
        Assert.Equal("/crd/style.css", page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href"));
    }

    [Theory]
    [MemberData(nameof(HeldPaths))]
    [InlineData("/")]
    [InlineData("/policies")]
    [InlineData("/style.css")]
    public async Task Pages_are_modestly_cached(string path)
    {
        using var response = await GetAsync(server.Client, path);

        Assert.Equal(TimeSpan.FromMinutes(5), response.Headers.CacheControl?.MaxAge);
    }

    private static PolicyVersion At(string path) => Versions.Single(v => v.Path == path);

    private static IEnumerable<string> Links(IDocument page) => page.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!);

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", accept);
        return await client.SendAsync(request);
    }

    private static async Task<IDocument> PageAsync(HttpClient client, string path)
    {
        using var response = await GetAsync(client, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ParseAsync(response);
    }

    private static async Task<IDocument> ParseAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

    private static ResourceFile[] ResourceFiles() =>
    [
        .. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo(folder), "*.json", SearchOption.AllDirectories))
            .Where(f => !f.Contains("demonstration", StringComparison.Ordinal))
            .Select(file => new ResourceFile(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllBytes(file))),
    ];

    private static CrdEngine Load(ResourceFile[] files)
    {
        var (engine, issues) = CrdEngine.Load(files);
        Assert.Empty(issues);
        return engine!;
    }

    private static FakeTimeProvider On(string day) => new(DateTimeOffset.Parse($"{day}T12:00:00Z", CultureInfo.InvariantCulture));
}
