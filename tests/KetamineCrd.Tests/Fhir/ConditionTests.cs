using System.Text.Json.Nodes;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Tests.Fhir;

/// <summary>Decision rules 4 and 9: only Conditions that are not refuted, resolved or entered in error count, whatever letters say so.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("clinicalStatus", "resolved", false)]
    [InlineData("clinicalStatus", "Resolved", false)]
    [InlineData("clinicalStatus", " REMISSION ", false)]
    [InlineData("clinicalStatus", "Inactive", false)]
    [InlineData("clinicalStatus", "ACTIVE", true)]
    [InlineData("clinicalStatus", "chronic", true)] // no code of FHIR: it says nothing
    [InlineData("verificationStatus", "REFUTED", false)]
    [InlineData("verificationStatus", "Entered-in-error", false)]
    [InlineData("verificationStatus", "Confirmed", true)]
    public void A_condition_is_current_by_its_statuses_in_any_letters(string member, string code, bool isCurrent) =>
        Assert.Equal(isCurrent, new Condition(Given.Element(new JsonObject { [member] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) } })).IsCurrent);
}
