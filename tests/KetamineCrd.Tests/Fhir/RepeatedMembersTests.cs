using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Tests.Fhir;

/// <summary>RFC 8259 section 4: names in an object should be unique; readers disagree about which one counts.</summary>
public sealed class RepeatedMembersTests
{
    [Theory]
    [InlineData("""{ "a": 1, "a": 2 }""", true)]
    [InlineData("""{ "a": 1, "b": { "c": 1, "d": 1, "c": 2 } }""", true)]
    [InlineData("""{ "a": [{ }, [{ "b": 1, "b": 1 }]] }""", true)]
    [InlineData("""{ "a": 1, "\u0061": 2 }""", true)] // the same name, escaped
    [InlineData("""{ "\u0061": 1, "a": 2 }""", true)]
    [InlineData("""{ "a": 1, "A": 2 }""", false)]
    [InlineData("""{ "a": { "b": 1 }, "b": { "a": 1 } }""", false)]
    [InlineData("""[{ "a": 1 }, { "a": 1 }]""", false)]
    [InlineData("""{ "a": "a" }""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public void A_member_that_stands_twice_in_one_object_is_found(string json, bool isRepeated) =>
        Assert.Equal(isRepeated, RepeatedMembers.Exist(JsonElement.Parse(json)));

    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(200)]
    public void However_many_members_there_are(int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}"));

        Assert.False(RepeatedMembers.Exist(JsonElement.Parse($"{{{members}}}")));
        Assert.True(RepeatedMembers.Exist(JsonElement.Parse($"{{{members},\"m0\":0}}")));
        Assert.True(RepeatedMembers.Exist(JsonElement.Parse($"{{{members},\"m{count - 1}\":0}}")));
    }
}
