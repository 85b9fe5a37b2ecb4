using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Demonstration;

/// <summary>The demonstration is there by default, can be switched off, and never touches what real payers say.</summary>
public sealed class DemonstrationSwitchTests(DemonstrationSession session, ServerFixture without) : IClassFixture<DemonstrationSession>, IClassFixture<ServerFixture>
{
    private static readonly Uri Page = new("/policies/DEMO-1/2026-01-01", UriKind.Relative);

    public static TheoryData<string, string> Calls => DemonstrationCall.DialectsAndHooks;

    [Fact]
    public async Task Demonstration_is_there_by_default()
    {
        using var server = new ServerFactory();
        server.Settings.Clear();
        using var client = server.CreateClient();

        Assert.NotEmpty((await DemonstrationCall.AnswerAsync(client, DemonstrationCall.Of("order-sign", "covered"))).Statements);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Switched_off_it_says_nothing(string dialect, string hook)
    {
        foreach (var code in DemonstrationCall.Codes)
        {
            (await DemonstrationCall.PostAsync(without.Client, DemonstrationCall.Of(hook, code), dialect)).IsSilent();
        }
    }

    [Fact]
    public async Task Switched_off_its_page_and_its_resources_are_not_there()
    {
        foreach (var (client, status) in new[] { (without.Client, HttpStatusCode.NotFound), (session.Client, HttpStatusCode.OK) })
        {
            foreach (var address in new[] { Page, new Uri("/fhir/PlanDefinition/demonstration-2026-01-01", UriKind.Relative), new Uri("/fhir/CodeSystem/demonstration", UriKind.Relative) })
            {
                using var response = await client.GetAsync(address);
                Assert.Equal(status, response.StatusCode);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_address_of_this_server_in_an_answer_leads_to_a_place_on_a_page(string dialect, string hook)
    {
        var own = new Uri("http://localhost/");
        var addresses = session.On(dialect, hook)
            .SelectMany(e => e.Answer.Cards.SelectMany(c => c!["links"]?.AsArray() ?? []).Select(l => (string)l!["url"]!)
                .Concat(e.Answer.Statements.SelectMany(s => s.Parts("detail")).SelectMany(d => d["extension"]!.AsArray()).Select(p => (string?)p!["valueUrl"]).OfType<string>()))
            .Select(a => new Uri(a))
            .Where(own.IsBaseOf)
            .Distinct()
            .ToArray();

        Assert.NotEmpty(addresses);
        foreach (var address in addresses)
        {
            using var response = await session.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Matches($"id=\"?{Regex.Escape(address.Fragment.TrimStart('#'))}[\" >]", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Real_payer_has_nothing_to_say_about_a_demonstration_code()
    {
        var call = Given.Call();
        call.TheOrder()["medicationCodeableConcept"] = DemonstrationCall.Drug("everything")["medicationCodeableConcept"]!.DeepClone();

        (await HookAnswer.PostAsync(session.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Demonstration_payer_has_nothing_to_say_about_a_real_drug()
    {
        var call = Given.Call();
        call.TheCoverage()["payor"] = new JsonArray(new JsonObject { ["display"] = "Demonstration Health Plan" });

        (await HookAnswer.PostAsync(session.Client, call)).IsSilent();
    }

    [Fact]
    public async Task Real_payer_answers_the_same_with_the_demonstration_or_without()
    {
        foreach (var hook in new[] { "order-sign", "order-select" })
        {
            var with = await HookAnswer.PostAsync(session.Client, Given.Call(hook));
            Assert.Equal((await HookAnswer.PostAsync(without.Client, Given.Call(hook))).Text, with.Text);
            Assert.NotEmpty(with.Cards);
        }
    }
}
