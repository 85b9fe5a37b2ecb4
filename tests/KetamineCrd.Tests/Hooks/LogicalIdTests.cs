using System.Text.Json;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Hooks;

/// <summary>cds-hooks.md section 4: <c>patientId</c> is a bare logical id, no slash. A reference counts as the id in it.</summary>
public sealed class LogicalIdTests
{
    [Theory]
    [InlineData("123", "123", false)]
    [InlineData("Patient/123", "123", true)]
    [InlineData("https://ehr.example.org/fhir/Patient/123", "123", true)]
    [InlineData("Patient/123/_history/4", "123", true)]
    [InlineData("OutPatient/123", "OutPatient/123", false)]
    [InlineData("Patient/", null, true)]
    [InlineData("", null, false)]
    public void The_id_is_read_from_a_reference_too(string text, string? id, bool isReference)
    {
        var member = JsonElement.Parse(JsonSerializer.Serialize(text));

        Assert.Equal(id, LogicalId.Read(member, "Patient"));
        Assert.Equal(isReference, LogicalId.IsReference(member, "Patient"));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[\"123\"]")]
    public void Another_kind_has_no_id(string json) => Assert.Null(LogicalId.Read(JsonElement.Parse(json), "Patient"));
}
