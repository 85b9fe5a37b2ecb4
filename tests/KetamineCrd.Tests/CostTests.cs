using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Reading;

namespace KetamineCrd.Tests;

/// <summary>
/// A call of twice the size costs about twice as much, whatever it repeats. Counted are members of resources that were gone through and bytes that were
/// allocated, which are the same in every run; not time.
/// </summary>
public sealed class CostTests
{
    // Beyond twice: thresholds, and tables that grow by doubling.
    private const double Slack = 1.3;
    private const long FewLooks = 10_000;
    private const long FewBytes = 300_000;

    private static readonly Dictionary<string, Func<int, Call>> Shapes = new(StringComparer.Ordinal)
    {
        ["orders of two medications in turn"] = size => new Call
        {
            Orders = Orders(size, i => Named(i, $"Medication/m{i % 2}")),
            Prefetched = Many(2, k => Medication($"m{k}", size * 5)),
        },
        ["orders of as many medications"] = size => new Call
        {
            Orders = Orders(size, i => Named(i, $"Medication/m{i}")),
            Prefetched = Many(size, k => Medication($"m{k}", 40)),
        },
        ["orders that contain their medication among others"] = size => new Call
        {
            Orders = Orders(size, i => With(Named(i, "#x39"), "contained", Many(40, Contained))),
        },
        ["ingredients in a medication of many members"] = size => new Call
        {
            Orders = [Named(0, "Medication/m")],
            Prefetched = [WithMembers(With(Medication("m", 1), "ingredient", Many(size * 5, _ => Ingredient("#x0"))), size * 5)],
        },
        ["ingredients beside few contained ones of many members"] = size => new Call
        {
            Orders = [Named(0, "Medication/m")],
            Prefetched =
            [
                With(With(Medication("m", 0), "contained", Many(10, c => WithMembers(Contained(c), size * 5))), "ingredient", Many(size * 5, _ => Ingredient("#none"))),
            ],
        },
        ["ingredients beside few resources of many members"] = size => new Call
        {
            Orders = [Named(0, "Medication/m")],
            Prefetched =
            [
                .. Many(10, c => WithMembers(Contained(c), size * 5)),
                With(Medication("m", 0), "ingredient", Many(size * 5, _ => Ingredient("Medication/none"))),
            ],
        },
        ["insurances by identifier beside other resources"] = size => new Call
        {
            Orders = [With(Given.Order(), "insurance", Many(size * 5, k => new JsonObject { ["identifier"] = new JsonObject { ["value"] = $"i{k}" } }))],
            Prefetched = [Bundle(size * 5, k => new JsonObject { ["resourceType"] = "Observation", ["id"] = $"n{k}" })],
        },
        ["insurances by reference"] = size => new Call
        {
            Orders = [With(Given.Order(), "insurance", Many(size * 5, k => new JsonObject { ["reference"] = $"Coverage/i{k}" }))],
        },
        ["selections of orders"] = size => new Call
        {
            Service = Call.OrderSelect,
            Orders = Orders(size, _ => Given.Order()),
            Selections = [.. Enumerable.Range(0, size).Select(_ => "MedicationRequest/o1")],
        },
        ["coverages and payers"] = size => new Call
        {
            Orders = Orders(size, _ => Given.Order()),
            Coverages = Many(10, i => Given.Coverage(c =>
            {
                c["id"] = $"c{i}";
                c["payor"] = new JsonArray([.. Many(size, k => new JsonObject { ["reference"] = $"Organization/p{k}" })]);
            })),
            Prefetched = [Bundle(size, k => new JsonObject { ["resourceType"] = "Organization", ["id"] = $"p{k}", ["name"] = "Some Payer" })],
        },
        ["orders beside a large Bundle"] = size => new Call
        {
            Orders = Orders(size, _ => Given.Order()),
            Prefetched = [Bundle(size * 5, k => new JsonObject { ["resourceType"] = "Observation", ["id"] = $"n{k}" })],
        },
        ["reasons in codes"] = size => new Call
        {
            Orders = [With(Given.Order(), "reasonCode", Many(size * 5, _ => Reason("M54.50")))],
        },
        ["reasons in words"] = size => new Call
        {
            Orders = [With(Given.Order(), "reasonCode", Many(size, k => new JsonObject { ["text"] = $"back pain {k}" }))],
        },
        ["reasons beside a problem list"] = size => new Call
        {
            Orders = Orders(size, _ => With(Given.Order(), "reasonCode", Many(1, _ => Reason("M54.50")))),
            Prefetched = [Bundle(size * 5, k => new JsonObject { ["resourceType"] = "Condition", ["id"] = $"n{k}", ["code"] = Reason($"Z{k}") })],
        },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Twice_the_call_costs_about_twice(string shape) =>
        Prop.ForAll(Gen.Choose(100, 160).ToArbitrary(), size => IsLinear(shape, size)).Holds(cases: 3);

    private static Property IsLinear(string shape, int size)
    {
        var (looks, bytes) = Cost(Shapes[shape](size));
        var (moreLooks, moreBytes) = Cost(Shapes[shape](size * 2));
        return (moreLooks <= (looks * 2 * Slack) + FewLooks && moreBytes <= (bytes * 2 * Slack) + FewBytes)
            .Label($"{size}: {looks:N0} then {moreLooks:N0} looks, {bytes:N0} then {moreBytes:N0} bytes");
    }

    private static (long Looks, long Bytes) Cost(Call call)
    {
        var request = call.Request();
        _ = call.Engine.ReadFacts(request, FactsReader.Index(request), canRead: false, call.Now); // what is made once for all calls

        var before = GC.GetAllocatedBytesForCurrentThread();
        var index = FactsReader.Index(request);
        var facts = call.Engine.ReadFacts(request, index, canRead: false, call.Now);
        _ = call.Engine.Determine(facts, out _);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Null(facts.Refusal);
        return (index.Looks, bytes);
    }

    private static JsonObject[] Many(int count, Func<int, JsonObject> make) => [.. Enumerable.Range(0, count).Select(make)];

    private static JsonObject[] Orders(int count, Func<int, JsonObject> make) => Many(count, i =>
    {
        var order = make(i);
        order["id"] = $"o{i}";
        return order;
    });

    private static JsonObject Named(int number, string medication) => Given.Order(o =>
    {
        o["id"] = $"o{number}";
        o.Remove("medicationCodeableConcept");
        o["medicationReference"] = new JsonObject { ["reference"] = medication };
    });

    // Its ingredient is the last of those it contains.
    private static JsonObject Medication(string id, int contained) => new()
    {
        ["resourceType"] = "Medication",
        ["id"] = id,
        ["contained"] = new JsonArray([.. Many(contained, Contained)]),
        ["ingredient"] = new JsonArray(Ingredient($"#x{contained - 1}")),
    };

    private static JsonObject Contained(int number) => new() { ["id"] = $"x{number}", ["resourceType"] = "Medication" };

    private static JsonObject Ingredient(string reference) => new() { ["itemReference"] = new JsonObject { ["reference"] = reference } };

    private static JsonObject Reason(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = Given.Icd10Cm, ["code"] = code }) };

    private static JsonObject Bundle(int count, Func<int, JsonObject> make) => new()
    {
        ["resourceType"] = "Bundle",
        ["entry"] = new JsonArray([.. Many(count, k => new JsonObject { ["resource"] = make(k) })]),
    };

    private static JsonObject With(JsonObject resource, string member, JsonObject[] items)
    {
        resource[member] = new JsonArray([.. items]);
        return resource;
    }

    private static JsonObject WithMembers(JsonObject resource, int count)
    {
        for (var i = 0; i < count; i++)
        {
            resource[$"m{i}"] = 1;
        }

        return resource;
    }
}
