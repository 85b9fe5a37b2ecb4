using System.Text;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Responses;

/// <summary>An assertion id stands for what is asserted: the same on any day and in any release, another as soon as any part of it is another.</summary>
public sealed class AssertionIdTests
{
    private const string Policy = "fhir-resources/PlanDefinition/excellus-7.03.03-2025-03-20.json";
    private const string NextStep = "Discuss cost.";

    [Fact]
    public void The_same_assertion_has_the_same_id_on_another_day_and_in_another_release()
    {
        var id = IdOf(new Call());

        Assert.Equal(id, IdOf(new Call { Today = new DateOnly(2025, 6, 20) }));
        Assert.Equal(id, IdOf(new Call { Dialect = Dialect.Crd20 }));
        Assert.NotEqual(id, IdOf(Call.WithOrder(o => o["id"] = "ketamine-2")), StringComparer.Ordinal);
    }

    // CRD 2.2.1 resp-32: nobody else's assertion has the id, whatever ids the orders of others have.
    [Fact]
    public void Another_client_tenant_or_patient_has_another_id()
    {
        string[] ids =
        [
            IdOf(new Call()),
            IdOf(new Call { Client = "other" }),
            IdOf(new Call { Tenant = "other" }),
            IdOf(new Call
            {
                PatientId = "pat-2",
                Orders = [Given.Order(o => o["subject"] = Given.ReferenceTo("Patient/pat-2"))],
                Coverages = [Given.Coverage(c => c["beneficiary"] = Given.ReferenceTo("Patient/pat-2"))],
            }),
        ];

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    // An id stands on orders for years: a change here changes every one of them, and the changelog has to say so.
    [Fact]
    public void The_id_of_an_assertion_stays_what_it_is() => Assert.Equal(
        "KCRD-181B518DB50248735BBE459A",
        IdOf(Call.WithCoverage(c => c["status"] = "cancelled")));

    [Fact]
    public void Another_next_step_is_another_assertion()
    {
        var files = Tests.Engine.Files().Select(f => f.Path == Policy
            ? f with { Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(f.Content.Span).Replace(NextStep, "Call first.", StringComparison.Ordinal)) }
            : f);
        var (engine, issues) = CrdEngine.Load(files);
        Assert.Empty(issues);
        Assert.Contains("Call first.", new Call { Engine = engine! }.CoverageInformation()!.Value.GetRawText(), StringComparison.Ordinal);

        Assert.NotEqual(IdOf(new Call()), IdOf(new Call { Engine = engine! }), StringComparer.Ordinal);
    }

    private static string IdOf(Call call) => call.CoverageInformation()!.Value.GetProperty("extension").EnumerateArray()
        .Single(p => p.GetProperty("url").GetString() == "coverage-assertion-id").GetProperty("valueString").GetString()!;
}
