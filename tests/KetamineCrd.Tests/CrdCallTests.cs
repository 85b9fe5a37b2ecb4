using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests;

/// <summary>A call from its request to its outcome: what it waits for, when it gives up, and what is open to whom.</summary>
public sealed class CrdCallTests
{
    private static readonly CrdEngine WithDemonstration = Load();

    [Fact]
    public void While_something_is_to_be_read_there_are_neither_facts_nor_an_outcome()
    {
        var call = OnlyOnTheEhr().Begin();

        Assert.Equal(["Medication/m1"], call.Reads);
        Assert.Throws<InvalidOperationException>(() => call.Facts);
        Assert.Throws<InvalidOperationException>(call.Finish);
    }

    [Fact]
    public void What_is_read_is_taken_and_decides()
    {
        var call = OnlyOnTheEhr().Begin();

        call.Take([new ReadAnswer("Medication/m1", [new ReadResource(JsonElement.Parse("""
            { "resourceType": "Medication", "id": "m1", "code": { "coding": [ { "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "238082" } ] } }
            """))], Failure: null)]);

        Assert.Empty(call.Reads);
        Assert.IsType<Determination.NotCovered>(Assert.Single(Answered(call).Determinations).Determination);
    }

    [Fact]
    public void Call_whose_reads_never_come_gives_up_after_four_rounds_and_denies_nothing()
    {
        var call = OnlyOnTheEhr().Begin();

        var rounds = 0;
        for (; call.Reads.Count > 0 && rounds < 10; rounds++)
        {
            call.Take([]);
        }

        Assert.Equal(4, rounds);
        Assert.Equal(UnreadReason.LeftOut, Assert.Single(call.Facts.Unread).Reason);
        Assert.IsType<Determination.Indeterminate>(Assert.Single(Answered(call).Determinations).Determination);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Form_is_looked_for_before_the_call_is_finished_and_not_sent_to_who_has_it(bool isThere)
    {
        var call = (Call.WithCoverage(c => c["payor"]![0]!["display"] = "Demonstration Health Plan") with
        {
            Engine = WithDemonstration,
            CanRead = true,
            Orders = [Given.Order(o => o["medicationCodeableConcept"] = Given.Coded(OwnCanonical.CodeSystem + "demonstration", "form-completion"))],
        }).Begin();

        var search = Assert.Single(call.Reads);
        Assert.StartsWith("Questionnaire?url=", search, StringComparison.Ordinal);
        Assert.NotEmpty(call.Facts.Orders);
        Assert.Throws<InvalidOperationException>(call.Finish);

        var form = WithDemonstration.Resources.Single(r => r.Type == "PlanDefinition" && r.Id.StartsWith("demonstration", StringComparison.Ordinal)).Json
            .GetProperty("contained").EnumerateArray().First(c => new Resource(c).Is("Questionnaire"u8));
        call.Take([new ReadAnswer(search, isThere ? [new ReadResource(form)] : [], Failure: null)]);

        Assert.Equal(!isThere, Written(Answered(call)).Contains("\"resourceType\":\"Questionnaire\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_payer_that_the_client_may_not_ask_about_nothing_is_said()
    {
        var request = new Call().Request();

        Assert.Empty(Answered(Begin(new CallScope(Call.BaseAddress) { Payers = Payers("bcbsmn") })).Response.Cards);
        Assert.Single(Answered(Begin(new CallScope(Call.BaseAddress) { Payers = Payers("bcbsmn", "excellus") })).Response.Cards);

        CrdCall Begin(CallScope scope) => CrdCall.Begin(Engine.Instance, request, scope, new Call().Now);
    }

    [Fact]
    public void Order_with_a_member_twice_is_refused_and_has_no_explanation()
    {
        var text = JsonSerializer.Serialize(new Call().Request().Root).Replace("\"intent\":", "\"status\":\"draft\",\"intent\":", StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);
        Assert.True(HookRequest.TryRead(document.RootElement, Call.OrderSign, Dialect.Crd22, out var request, out _));
        var call = CrdCall.Begin(Engine.Instance, request!, new CallScope(Call.BaseAddress), new Call().Now);

        Assert.Equal("structure", Assert.IsType<CallOutcome.Refused>(call.Finish()).Issue.Code);
        Assert.Throws<InvalidOperationException>(call.Explain);
    }

    private static HashSet<string> Payers(params string[] ids) => ids.ToHashSet(StringComparer.Ordinal);

    private static Call OnlyOnTheEhr() => new()
    {
        CanRead = true,
        Orders =
        [
            Given.Order(o =>
            {
                o.Remove("medicationCodeableConcept");
                o["medicationReference"] = Given.ReferenceTo("Medication/m1");
            }),
        ],
    };

    private static CallOutcome.Answered Answered(CrdCall call) => Assert.IsType<CallOutcome.Answered>(call.Finish());

    private static string Written(CallOutcome.Answered answered) => System.Text.Encoding.UTF8.GetString(answered.ToUtf8().Span);

    private static CrdEngine Load()
    {
        var (engine, issues) = CrdEngine.Load([.. ResourceFiles.Read(folder: null), .. ResourceFiles.ReadDemonstration()]);
        Assert.Empty(issues);
        return engine!;
    }
}
