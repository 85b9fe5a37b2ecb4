using System.Text.Json.Nodes;
using KetamineCrd.Determinations;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tests.Determinations;

/// <summary>What holds for every policy; clauses of decision-rules.md.</summary>
public sealed class DeterminerTests
{
    // Rule 6: asked which drug only if the reason is chronic pain or psychiatric and the route fits; else silent.
    [Theory]
    [InlineData("96365", "G90.511", "ask Drug")]
    [InlineData("96374", "G90.511", "ask Drug")] // rule 7: IV push counts as inside
    [InlineData("96365", "F33.2", "ask Drug")]
    [InlineData("96365", "G89.18", "silent")]
    [InlineData("96365", "I49.9", "silent")]
    [InlineData("96365", "M54.50", "silent")]
    [InlineData("96365", "", "silent")]
    [InlineData("96369", "G90.511", "silent")]   // subcutaneous infusion: no route of 7.03.03
    [InlineData("96372", "G90.511", "silent")]
    [InlineData("99152", "G90.511", "silent")]   // sedation
    public void A_service_that_names_no_drug_is_asked_for_it_only_where_one_would_get_an_answer(string code, string reason, string outcome) =>
        Assert.Equal(outcome, Call.WithService(o =>
        {
            o["code"] = Given.Coded(Given.Cpt, code);
            Given.SetReasons(o, reason.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }).Outcome());

    [Theory]
    [InlineData(Given.Intravenous, "G90.511", "ask Drug")]
    [InlineData(Given.Intravenous, "F33.2", "ask Drug")]
    [InlineData(Given.Oral, "G90.511", "silent")]
    [InlineData(Given.Intravenous, "", "silent")]
    public void An_unclassified_drug_is_asked_for_only_where_one_would_get_an_answer(string route, string reason, string outcome)
    {
        var call = Call.Excellus("2025-06-02", "sopt:512", route, reason.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        call.Orders[0]["medicationCodeableConcept"] = Given.Coded(Given.Hcpcs, "J3490");

        Assert.Equal(outcome, call.Outcome());
    }

    [Fact]
    public void An_infusion_that_names_no_drug_is_asked_for_it_by_the_VA_whatever_the_route() =>
        Assert.Equal("ask Drug", (new Call
        {
            Orders = [Given.Infusion(o => o["code"] = Given.Coded(Given.Cpt, "96369"))],
            Coverages = [Given.VaCoverage()],
        }).Outcome());

    // Rule 19: inactive coverage, by status or by period against the service date; no policy is consulted.
    [Theory]
    [InlineData("""{ "period": { "end": "2025-06-01" } }""", "not active")]
    [InlineData("""{ "period": { "end": "2025-06-02" } }""", "investigational")]
    [InlineData("""{ "period": { "start": "2025-06-02" } }""", "investigational")]
    [InlineData("""{ "period": { "start": "2025-06-03" } }""", "not active")]
    [InlineData("""{ "status": "cancelled" }""", "not active")]
    [InlineData("""{ "status": "CANCELLED" }""", "not active")]
    [InlineData("""{ "status": "lapsed" }""", "investigational")]
    public void A_coverage_that_is_not_in_force_on_the_day_settles_it(string members, string outcome)
    {
        var call = Call.WithCoverage(c => Merge(c, members));

        Assert.Equal(outcome, call.Outcome());
        if (outcome == "not active")
        {
            Assert.Null(call.Determine()!.Policy);
        }
    }

    // Order of tests: "is any held policy about this drug at all" comes before the Coverage.
    [Fact]
    public void A_coverage_that_is_not_in_force_says_nothing_about_a_drug_of_no_policy_of_the_payer() =>
        Assert.Equal("silent", (new Call
        {
            Orders = [Given.Order(o => o["medicationCodeableConcept"] = Given.Worded("Spravato"))],
            Coverages = [Given.VaCoverage(c => c["status"] = "cancelled")],
        }).Outcome());

    [Theory]
    [InlineData("Example Health Plan")]
    [InlineData("Blue Cross")]
    [InlineData("Blue Cross Blue Shield of Elsewhere")]
    public void A_payer_that_is_not_ours_is_left_alone(string payer) =>
        Assert.Equal("silent", Call.WithCoverage(c => c["payor"]![0]!["display"] = payer).Outcome());

    [Fact]
    public void The_coverage_that_the_order_names_decides()
    {
        var call = new Call
        {
            Orders = [Given.Order(o => o["insurance"] = new JsonArray(Given.ReferenceTo("Coverage/va-1")))],
            Coverages = [Given.Coverage(c => c["order"] = 1), Given.VaCoverage(c => (c["id"], c["order"]) = ("va-1", 2))],
        };

        Assert.Equal("not medically necessary", call.Outcome());
        Assert.Equal("Coverage/va-1", call.Determine()!.Coverage!.Reference);
    }

    [Fact]
    public void An_order_that_names_the_coverage_of_another_payer_is_left_alone()
    {
        var call = new Call
        {
            Orders = [Given.Order(o => o["insurance"] = new JsonArray(Given.ReferenceTo(Call.FhirServer + "/Coverage/other-1")))],
            Coverages = [Given.Coverage(), Given.Coverage(c => (c["id"], c["payor"]![0]!["display"]) = ("other-1", "Example Health Plan"))],
        };

        Assert.Equal("silent", call.Outcome());
    }

    [Fact]
    public void Each_payer_of_ours_answers_for_itself_where_the_order_names_no_coverage()
    {
        var call = new Call
        {
            Coverages =
            [
                Given.Coverage(c => (c["id"], c["order"], c["payor"]![0]!["display"]) = ("other-1", 1, "Example Health Plan")),
                Given.VaCoverage(c => (c["id"], c["order"]) = ("va-1", 3)),
                Given.Coverage(c => c["order"] = 2),
            ],
        };

        Assert.Equal("Coverage/va-1 Coverage/cov-1", string.Join(' ', call.DetermineAll().Select(d => d.Coverage!.Reference)));
    }

    [Fact]
    public void The_primary_coverage_of_a_payer_decides()
    {
        var call = new Call
        {
            Coverages = [Given.Coverage(c => (c["id"], c["order"]) = ("second-1", 2)), Given.Coverage(c => c["order"] = 1)],
        };

        Assert.Equal("Coverage/cov-1", call.Determine()!.Coverage!.Reference);
    }

    [Fact]
    public void A_coverage_in_force_comes_before_one_that_is_not()
    {
        var call = new Call
        {
            Coverages = [Given.Coverage(c => (c["order"], c["status"]) = (1, "cancelled")), Given.VaCoverage(c => (c["id"], c["order"]) = ("va-1", 2))],
        };

        Assert.Equal("Coverage/va-1", call.Determine()!.Coverage!.Reference);
    }

    // CRD 2.2.1 hook-13: "several Coverages" is an error, read as: where those of one payer answer differently and nothing tells which one counts.
    [Theory]
    [InlineData(null, null, "medicaid", false)]
    [InlineData(1, 1, "medicaid", false)]
    [InlineData(1, 2, "medicaid", true)]
    [InlineData(2, null, "medicaid", true)]
    [InlineData(null, null, "excellus", true)] // they agree
    [InlineData(null, null, "other", true)]    // no policy of ours speaks for it
    public void Several_coverages_are_an_error_only_where_nothing_tells_which_one_counts(int? first, int? second, string secondPayer, bool isClear)
    {
        var call = new Call
        {
            Coverages =
            [
                Given.Coverage(c => c["order"] = first),
                Given.Coverage(c =>
                {
                    c["id"] = "cov-2";
                    c["order"] = second;
                    c["payor"]![0]!["display"] = secondPayer == "other" ? "Example Health Plan" : "Excellus";
                    if (secondPayer == "medicaid")
                    {
                        Given.SetLine(c, "sopt:21");
                    }
                }),
            ],
        };
        var determinations = call.Engine.Determine(call.Read(), out var issue);

        Assert.Equal(isClear ? "investigational" : null, determinations is null ? null : Call.Outcome(Assert.Single(determinations)));
        Assert.Equal(isClear ? null : HookIssueKind.Invalid, issue?.Kind);
    }

    // Two programs are two answers, though neither is a denial: the member of one is not sent to the other.
    [Fact]
    public void Coverages_that_leave_it_to_different_programs_do_not_agree()
    {
        var call = new Call
        {
            Coverages =
            [
                Given.Coverage(c => Given.SetLine(c, "sopt:391")),
                Given.Coverage(c =>
                {
                    c["id"] = "cov-2";
                    Given.SetLine(c, "sopt:21");
                }),
            ],
        };

        Assert.Null(call.Engine.Determine(call.Read(), out var issue));
        Assert.Equal(HookIssueKind.Invalid, issue?.Kind);
    }

    [Fact]
    public void More_coverages_than_can_be_compared_are_not_clear_though_they_agree()
    {
        var call = new Call { Coverages = [.. Enumerable.Range(0, CallLimits.MostRivals + 1).Select(i => Given.Coverage(c => c["id"] = $"cov-{i}"))] };

        Assert.Null(call.Engine.Determine(call.Read(), out var issue));
        Assert.Equal(HookIssueKind.Invalid, issue?.Kind);
    }

    // Rule 6: what names no drug costs nothing, whatever is wrong with its Coverage: it may be iron or an antibiotic.
    [Fact]
    public void An_infusion_that_names_no_drug_is_left_alone_where_the_payer_cannot_be_read() =>
        Assert.Equal("silent", (new Call
        {
            Orders = [Given.Infusion()],
            Coverages = [Given.Coverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1")))],
        }).Outcome());

    [Fact]
    public void An_infusion_that_names_no_drug_is_left_alone_where_the_Coverage_cannot_be_read() =>
        Assert.Equal("silent", (new Call { Orders = [Given.Infusion()], Coverages = [], Unavailable = ["Coverage?patient=pat-1&status=active"] }).Outcome());

    // Rules 3 and 5: the remark that the version is not held does not hide where the drug was read.
    [Fact]
    public void A_decision_in_a_gap_between_versions_keeps_its_other_remarks()
    {
        var order = Given.Order(o =>
        {
            o["medicationCodeableConcept"] = Given.Worded("ketamine");
            o["authoredOn"] = "2022-05-01";
            Given.SetDate(o, "2022-06-01");
        });
        var call = new Call { Orders = [order], Today = new DateOnly(2022, 5, 1) };

        Assert.Equal("investigational", call.Outcome());
        Assert.Equal([Remark.VersionNotHeld, Remark.DrugFromWords], call.Determine()!.Remarks);
    }

    // Rule 5: "a decision from words says so".
    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "DrugFromWords")]
    [InlineData(false, true, "IndicationFromWords")]
    [InlineData(true, true, "DrugFromWords IndicationFromWords")]
    public void A_decision_from_words_says_so(bool drugFromWords, bool reasonFromWords, string remarks)
    {
        var determination = Call.WithOrder(o =>
        {
            if (drugFromWords)
            {
                o["medicationCodeableConcept"] = Given.Worded("ketamine");
            }

            if (reasonFromWords)
            {
                o["reasonCode"] = new JsonArray(Given.Worded("CRPS"));
            }
        }).Determine()!;

        Assert.Equal("investigational", Call.Outcome(determination));
        Assert.Equal(remarks, string.Join(' ', determination.Remarks));
    }

    // Rule 11: "if they differ, the stronger one decides and the card also names the policy for the other".
    [Fact]
    public void Both_reasons_give_the_stronger_answer_and_name_the_other()
    {
        var determination = Call.WithOrder(o => Given.SetReasons(o, "F33.2", Given.Crps)).Determine()!;

        Assert.Equal("chronic-pain", Assert.IsType<Determination.NotCovered>(determination.Determination).Rule.Id);
        Assert.Equal("psychiatric", Assert.Single(determination.Also).Id);
    }

    // CRD 2.2.1 resp-43: what could not be read is a technical fault, never a guess.
    [Theory]
    [InlineData("medicationReference", "Medication/m1", "unreadable Drug")]
    [InlineData("reasonReference", "Condition/c1", "unreadable Indication")]
    public void What_could_not_be_read_is_a_fault_and_no_clinical_maybe(string member, string literal, string outcome)
    {
        var call = Call.WithOrder(o =>
        {
            o.Remove(member == "medicationReference" ? "medicationCodeableConcept" : "reasonCode");
            o[member] = member == "medicationReference" ? Given.ReferenceTo(literal) : new JsonArray(Given.ReferenceTo(literal));
        });

        Assert.Equal(outcome, (call with { Unavailable = [literal] }).Outcome());
    }

    [Fact]
    public void A_payer_that_could_not_be_read_is_a_fault() =>
        Assert.Equal("unreadable Payer", Call.WithCoverage(c => c["payor"] = new JsonArray(Given.ReferenceTo("Organization/o1"))).Outcome());

    [Fact]
    public void A_Coverage_that_could_not_be_read_is_a_fault() => Assert.Equal("unreadable Coverage", (new Call { Coverages = [], Unavailable = ["Coverage?patient=pat-1&status=active"] }).Outcome());

    // CRD 2.2.1 hook-13: a Coverage is needed, but only where an order is surely for one of our drugs.
    [Theory]
    [InlineData("6130", true)]
    [InlineData("35827", false)]
    public void A_missing_Coverage_is_an_error_only_for_our_drugs(string code, bool isError)
    {
        var call = new Call { RawCoverage = "null", Coverages = [], Orders = [Given.Order(o => o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, code))] };
        var determinations = call.Engine.Determine(call.Read(), out var issue);

        Assert.Equal(isError, determinations is null);
        Assert.Equal(isError ? HookIssueKind.Invalid : null, issue?.Kind);
    }

    [Fact]
    public void Orders_are_judged_one_by_one()
    {
        var determinations = (new Call
        {
            Orders =
            [
                Given.Order(o => o["medicationCodeableConcept"] = Given.Coded(Given.RxNorm, "35827")),
                Given.Order(o => Given.SetReasons(o, "F33.2")),
                Given.Order(),
                Given.Order(o => o["status"] = "cancelled"),
            ],
        }).DetermineAll();

        Assert.Equal([1, 2], determinations.Select(d => d.Order.Index));
        Assert.Equal("other policy, investigational", string.Join(", ", determinations.Select(Call.Outcome)));
    }

    [Fact]
    public void At_order_select_only_the_selections_are_judged()
    {
        var call = new Call
        {
            Service = Call.OrderSelect,
            Orders = [Given.Order(), Given.Order(o => o["id"] = "ketamine-2")],
            Selections = ["MedicationRequest/ketamine-2"],
        };

        Assert.Equal("MedicationRequest/ketamine-2", call.Determine()!.Order.Reference);
    }

    private static void Merge(JsonObject resource, string members)
    {
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject().ToArray())
        {
            resource[name] = value?.DeepClone();
        }
    }
}
