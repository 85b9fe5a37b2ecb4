using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Tests.Fhir;

/// <summary>Only the extension may change (CRD 2.2.1 resp-37), so everything else comes back byte for byte.</summary>
public sealed class ResourceWriterTests
{
    private const string Added = """{"url":"u","valueCode":"x"}""";

    [Theory]
    [InlineData("""{"resourceType":"X"}""", """{"resourceType":"X","extension":[ADDED]}""")]
    [InlineData("""{}""", """{"extension":[ADDED]}""")]
    [InlineData("""{"a":1,"extension":[],"b":2}""", """{"a":1,"extension":[ADDED],"b":2}""")]
    [InlineData("""{"a":1,"extension":null,"b":2}""", """{"a":1,"extension":[ADDED],"b":2}""")]
    [InlineData("""{"extension":{"url":"o"},"b":2}""", """{"extension":[{"url":"o"},ADDED],"b":2}""")]
    [InlineData("""{"extension":[{"url":"o"}],"b":2}""", """{"extension":[{"url":"o"},ADDED],"b":2}""")]
    public void The_extension_goes_after_those_that_are_there(string resource, string expected) =>
        Assert.Equal(expected.Replace("ADDED", Added, StringComparison.Ordinal), Write(resource));

    [Theory]
    [InlineData("""{"value":0.50,"big":1E3,"long":12345678901234567890.10,"minus":-0.0}""")]
    [InlineData("""{"text":"caf\u00e9 \/ \"quoted\" \t\u0001\ud83d\ude00 é 😀 <b>&'+"}""")]
    [InlineData("""{"x-unknown":{"b":[1,null,{}],"a":true},"_birthDate":{"extension":[{"url":"p"}]},"contained":[{"id":"a","extension":[]}]}""")]
    [InlineData("""{"b":1,"a":2,"b2":[ 1 , 2 ]}""")]
    [InlineData("{\n  \"resourceType\" : \"X\" ,\r\n\t\"list\" : [ ]\n}")]
    [InlineData("""{"lone":"\ud800"}""")]
    public void Decimals_escapes_unknown_members_order_and_whitespace_are_kept(string resource)
    {
        var written = Write(resource);

        Assert.StartsWith(resource[..^1].TrimEnd(), written, StringComparison.Ordinal);
        Assert.EndsWith($",\"extension\":[{Added}]}}", written, StringComparison.Ordinal);
        Assert.Equal(resource.Length + $",\"extension\":[{Added}]".Length, written.Length);
    }

    [Theory]
    [InlineData("{ \"value\" : 0.50, \"extension\" : [ { \"url\" : \"o\", \"valueDecimal\" : 70.50 } ] , \"z\" : \"\\u00e9\" }", "{ \"url\" : \"o\", \"valueDecimal\" : 70.50 }")]
    [InlineData("{ \"ext\\u0065nsion\" : [ { \"url\" : \"o\" } ] }", "{ \"url\" : \"o\" }")]
    [InlineData("{ \"extension\" : [ ] }", "")]
    public void The_answer_parses_and_differs_by_the_extension_only(string resource, string kept)
    {
        var written = JsonElement.Parse(Write(resource));
        var before = JsonElement.Parse(resource);

        Assert.Equal(
            before.EnumerateObject().Where(p => p.Name != "extension").Select(p => p.ToString()),
            written.EnumerateObject().Where(p => p.Name != "extension").Select(p => p.ToString()),
            StringComparer.Ordinal);
        Assert.Equal(
            before.EnumerateObject().Select(p => p.Name),
            written.EnumerateObject().Select(p => p.Name),
            StringComparer.Ordinal);
        string[] extensions = kept.Length == 0 ? [Added] : [kept, Added];
        Assert.Equal(extensions, written.GetProperty("extension").EnumerateArray().Select(e => e.GetRawText()), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{"extension":[{"url":"old"}]}""", """{"extension":[ADDED]}""")]
    [InlineData("""{"extension":{"url":"old"}}""", """{"extension":[ADDED]}""")]
    [InlineData("""{"extension":[{"url":"old"},{"url":"o","valueDecimal":0.50}]}""", """{"extension":[{"url":"o","valueDecimal":0.50},ADDED]}""")]
    [InlineData("""{"extension":[{"url":"a"},{"url":"old"},{"url":"b"},{"url":"old"}],"z":1}""", """{"extension":[{"url":"a"},{"url":"b"},ADDED],"z":1}""")]
    public void What_it_replaces_gives_way_and_the_rest_stays(string resource, string expected) =>
        Assert.Equal(expected.Replace("ADDED", Added, StringComparison.Ordinal), Write(resource, e => e.Url == "old"));

    [Fact]
    public void A_resource_deep_in_a_request_is_written_alone()
    {
        var order = JsonElement.Parse("""{ "entry": [{ "resource": {"id":"1","extension":[{"url":"o"}]} }, { "resource": {"id":"2"} }] }""")
            .GetProperty("entry")[0].GetProperty("resource");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"id":"1","extension":[{"url":"o"},{{Added}}]}"""), JsonNode.Parse(Write(order))));
    }

    private static string Write(string resource, Func<Extension, bool>? replaces = null) => Write(JsonElement.Parse(resource), replaces);

    private static string Write(JsonElement resource, Func<Extension, bool>? replaces = null) => Encoding.UTF8.GetString(
        JsonText.Write(default, writer => ResourceWriter.WriteWithExtension(writer, resource, Encoding.UTF8.GetBytes(Added), replaces)).Span);
}
