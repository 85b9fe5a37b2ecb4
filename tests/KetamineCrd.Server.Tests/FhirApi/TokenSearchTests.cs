using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>Tokens and escapes, as FHIR R4 search.html says under "token" and "Escaping Search Parameters".</summary>
public sealed class TokenSearchTests(MadeUpData server) : IClassFixture<MadeUpData>
{
    private const string Here = "numbered";
    private const string Elsewhere = "numbered-elsewhere";

    [Theory]
    [InlineData("https://numbers.example|", Here)]
    [InlineData("https://elsewhere.example|b2", Elsewhere)]
    [InlineData("https://numbers.example|b2")]
    [InlineData("HTTPS://NUMBERS.EXAMPLE|")]
    [InlineData("|B2", Here)]
    [InlineData("B2", Here, Elsewhere)] // "When in doubt, servers SHOULD treat tokens in a case-insensitive manner"
    [InlineData("A\\,1\\|x", Here)]
    [InlineData("https://numbers.example|a\\,1\\|X", Here)]
    [InlineData("A,1")]
    [InlineData("https://elsewhere.example|,|B2", Here, Elsewhere)]
    public async Task An_identifier_is_found_by_value_and_by_system(string value, params string[] ids) => await FindsAsync("identifier", value, ids);

    [Theory]
    [InlineData("Aorta\\, left", Here)]
    [InlineData("Aorta\\| left", Elsewhere)]
    [InlineData("Aorta| left", Elsewhere)] // a bar means nothing in a string
    [InlineData("Aorta, none", Here, Elsewhere)]
    public async Task A_backslash_takes_the_meaning_from_a_comma(string title, params string[] ids) => await FindsAsync("title", title, ids);

    private async Task FindsAsync(string parameter, string value, string[] ids)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/StructureDefinition?{parameter}={Uri.EscapeDataString(value)}");

        Assert.Equal(ids.Order(StringComparer.Ordinal), answer.Ids.Order(StringComparer.Ordinal));
    }
}
