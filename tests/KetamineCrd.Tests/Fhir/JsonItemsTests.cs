using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Tests.Fhir;

/// <summary>FHIR R4 writes repeating elements as arrays; senders do not always. A view never throws on what a client sent.</summary>
public sealed class JsonItemsTests
{
    [Theory]
    [InlineData("""{ "a": [1, 2, 3] }""", "1 2 3")]
    [InlineData("""{ "a": [] }""", "")]
    [InlineData("""{ "a": null }""", "")]
    [InlineData("""{ }""", "")]
    [InlineData("""{ "a": {"b":1} }""", """{"b":1}""")]
    [InlineData("""{ "a": "text" }""", "\"text\"")]
    [InlineData("""{ "a": 7 }""", "7")]
    [InlineData("""[ ]""", "")]
    public void An_array_a_single_value_and_nothing_are_walked_alike(string json, string expected)
    {
        var items = JsonElement.Parse(json).Items("a"u8);
        var walked = new List<string>();
        foreach (var item in items)
        {
            walked.Add(item.GetRawText());
        }

        Assert.Equal(expected, string.Join(' ', walked));
        Assert.Equal(walked.Count, items.Count);
    }

    [Fact]
    public void The_first_item_is_the_default_element_when_there_is_none()
    {
        Assert.Equal("1", JsonElement.Parse("""{ "a": [1, 2] }""").Items("a"u8).First.GetRawText());
        Assert.Equal(JsonValueKind.Undefined, JsonElement.Parse("{}").Items("a"u8).First.ValueKind);
    }

    [Theory]
    [InlineData("""{ "a": "x" }""", "x")]
    [InlineData("""{ "a": "" }""", null)]
    [InlineData("""{ "a": 1 }""", null)]
    [InlineData("""{ "a": null }""", null)]
    [InlineData("""{ "a": ["x"] }""", null)]
    [InlineData("""{ "a": "\ud800" }""", null)]
    [InlineData("\"x\"", null)]
    public void Text_of_another_kind_reads_as_absent(string json, string? expected) => Assert.Equal(expected, JsonElement.Parse(json).Text("a"u8));

    [Theory]
    [InlineData("\"x\"", true)]
    [InlineData("\"\\u0078\"", true)]
    [InlineData("\"y\"", false)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("1", false)]
    [InlineData("null", false)]
    public void Text_that_cannot_be_read_equals_nothing(string value, bool expected)
    {
        var json = JsonElement.Parse($$"""{ "a": {{value}} }""");

        Assert.Equal(expected, json.HasText("a"u8, "x"u8));
        Assert.Equal(expected, json.Member("a"u8).IsText("x"));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1.5", null)]
    [InlineData("99999999999", null)]
    [InlineData("\"1\"", null)]
    public void A_number_that_is_not_whole_reads_as_absent(string value, int? expected) =>
        Assert.Equal(expected, JsonElement.Parse($$"""{ "a": {{value}} }""").WholeNumber("a"u8));
}
