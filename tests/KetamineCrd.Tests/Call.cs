using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Determinations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;
using KetamineCrd.Reading;

namespace KetamineCrd.Tests;

/// <summary>One hook call and its way through the engine. By default order-sign with one IV ketamine order for CRPS under Excellus.</summary>
internal sealed record Call
{
    public const string FhirServer = "https://ehr.example.org/fhir/r4";
    public const string BaseAddress = "https://crd.example.org";

    public static readonly CdsService OrderSign = CdsService.All.Single(s => s.Kind == HookKind.OrderSign);
    public static readonly CdsService AppointmentBook = CdsService.All.Single(s => s.Kind == HookKind.AppointmentBook);
    public static readonly CdsService OrderSelect = CdsService.All.Single(s => s.Kind == HookKind.OrderSelect);

    public CrdEngine Engine { get; init; } = Tests.Engine.Instance;

    public CdsService Service { get; init; } = OrderSign;

    public Dialect Dialect { get; init; } = Dialect.Crd22;

    public bool ForJavaValidator { get; init; }

    public IReadOnlyList<JsonObject> Orders { get; init; } = [Given.Order()];

    /// <summary>Prefetched under the key <c>coverage</c>; empty leaves the key out.</summary>
    public IReadOnlyList<JsonObject> Coverages { get; init; } = [Given.Coverage()];

    /// <summary>JSON that stands under the prefetch key <c>coverage</c> instead.</summary>
    public string? RawCoverage { get; init; }

    /// <summary>Further resources, each under a prefetch key of its own.</summary>
    public IReadOnlyList<JsonObject> Prefetched { get; init; } = [];

    public IReadOnlyList<string> Selections { get; init; } = [];

    /// <summary>Resources of <c>context.appointments</c>.</summary>
    public IReadOnlyList<JsonObject> Appointments { get; init; } = [];

    public string? EncounterId { get; init; }

    /// <summary>References of <c>context.dispatchedOrders</c>.</summary>
    public IReadOnlyList<string> Dispatched { get; init; } = [];

    public JsonObject Configuration { get; init; } = [];

    public bool CanRead { get; init; }

    /// <summary>Addresses that the client's FHIR server was asked for in vain.</summary>
    public IReadOnlyList<string> Unavailable { get; init; } = [];

    /// <summary>What was read from the client's FHIR server meanwhile.</summary>
    public IReadOnlyList<JsonObject> ReadMeanwhile { get; init; } = [];

    public string Client { get; init; } = CallScope.Sandbox;

    public string Tenant { get; init; } = CallScope.Sandbox;

    public DateOnly Today { get; init; } = new(2025, 6, 1);

    /// <summary>The instant of the call; by default noon in the east of <see cref="Today"/>.</summary>
    public DateTimeOffset? At { get; init; }

    public DateTimeOffset Now => At ?? new DateTimeOffset(Today, new TimeOnly(16, 0), TimeSpan.Zero);

    public string PatientId { get; init; } = "pat-1";

    public string HookInstance { get; init; } = "9a21b6cd-525d-4c19-a2ed-db020d379fda";

    public static Call WithOrder(Action<JsonObject> change) => new() { Orders = [Given.Order(change)] };

    public static Call WithService(Action<JsonObject> change) => new() { Orders = [Given.Infusion(change)] };

    public static Call WithCoverage(Action<JsonObject> change) => new() { Coverages = [Given.Coverage(change)] };

    /// <summary>Books an infusion that names no drug, for CRPS on 2025-06-09.</summary>
    public static Call Booking(Action<JsonObject> change) => new() { Service = AppointmentBook, Orders = [], Appointments = [Given.Appointment(change)] };

    /// <summary>Ketamine on a day, by a SNOMED CT route, for ICD-10-CM reasons, under a payer with a product line; see <see cref="Given.SetLine"/>.</summary>
    public static Call Under(string payer, string date, string line, string route, params string[] reasons) => new()
    {
        Orders = [KetamineOn(date, route, reasons)],
        Coverages = [Given.Coverage(c =>
        {
            c["payor"]![0]!["display"] = payer;
            Given.SetLine(c, line);
        })],
    };

    /// <summary>The same under Excellus.</summary>
    public static Call Excellus(string date, string line, string route, params string[] reasons) =>
        Under("Excellus BlueCross BlueShield", date, line, route, reasons);

    /// <summary>The same under a payer of VA document CDI 00031: VA Community Care, or TRICARE.</summary>
    public static Call Veterans(string payer, string date, string line, string route, params string[] reasons) => new()
    {
        Orders = [KetamineOn(date, route, reasons)],
        Coverages = [Given.VaCoverage(c =>
        {
            c["payor"]![0]!["display"] = payer;
            Given.SetLine(c, line);
        })],
    };

    public HookRequest Request()
    {
        var entries = EntriesOf(Orders);
        var prefetch = new JsonObject();
        if (Coverages.Count > 0)
        {
            prefetch["coverage"] = new JsonObject
            {
                ["resourceType"] = "Bundle",
                ["entry"] = new JsonArray([.. Coverages.Select(c => new JsonObject { ["resource"] = c.DeepClone() })]),
            };
        }

        if (RawCoverage is not null)
        {
            prefetch["coverage"] = JsonNode.Parse(RawCoverage);
        }

        foreach (var (i, resource) in Prefetched.Index())
        {
            prefetch[$"more{i}"] = resource.DeepClone();
        }

        var body = new JsonObject
        {
            ["hook"] = Service.Hook,
            ["hookInstance"] = HookInstance,
            ["fhirServer"] = FhirServer,
            ["context"] = new JsonObject
            {
                ["patientId"] = PatientId,
                ["selections"] = new JsonArray([.. Selections.Select(s => JsonValue.Create(s))]),
                ["dispatchedOrders"] = new JsonArray([.. Dispatched.Select(s => JsonValue.Create(s))]),
                ["draftOrders"] = new JsonObject { ["resourceType"] = "Bundle", ["entry"] = entries },
                ["encounterId"] = EncounterId,
            },
            ["prefetch"] = prefetch,
            ["extension"] = new JsonObject { ["davinci-crd.configuration"] = Configuration.DeepClone() },
        };
        if (Appointments.Count > 0)
        {
            body["context"]!["appointments"] = new JsonObject { ["resourceType"] = "Bundle", ["entry"] = EntriesOf(Appointments) };
        }
        else if (Service.Kind == HookKind.AppointmentBook)
        {
            body["context"]!["appointments"] = body["context"]!["draftOrders"]!.DeepClone();
        }

        Assert.True(HookRequest.TryRead(Given.Element(body), Service, Dialect, out var request, out var issue), issue?.ToString());
        return request!;
    }

    /// <summary>The call as far as it goes with what is at hand.</summary>
    /// <param name="read">What was read from the client's FHIR server meanwhile.</param>
    public CrdCall Begin(params JsonObject[] read)
    {
        var request = Request();
        var index = Index(request);
        foreach (var resource in read)
        {
            index.AddRead(Given.Element(resource));
        }

        var scope = new CallScope(BaseAddress) { Client = Client, Tenant = Tenant, MayRead = CanRead, ForJavaValidator = ForJavaValidator };
        return CrdCall.Begin(Engine, request, scope, Now, index);
    }

    /// <summary>What is still to be read.</summary>
    /// <param name="read">What was read before.</param>
    public IReadOnlyList<string> Reads(params JsonObject[] read) => Begin(read).Reads;

    public CallFacts Read(params JsonObject[] read) => Begin(read).Facts;

    private ResourceIndex Index(HookRequest request)
    {
        var index = FactsReader.Index(request);
        foreach (var address in Unavailable)
        {
            index.MarkUnavailable(address);
        }

        foreach (var resource in ReadMeanwhile)
        {
            index.Add(Given.Element(resource));
        }

        return index;
    }

    /// <summary>The facts of the one order that is judged; null when none is.</summary>
    public OrderFacts? ReadOrder() => Read().Orders.SingleOrDefault();

    public IReadOnlyList<OrderDetermination> DetermineAll()
    {
        var determinations = Engine.Determine(Read(), out var issue);
        Assert.Null(issue);
        return determinations!;
    }

    /// <summary>The determination of the one order that is judged; null when none is.</summary>
    public OrderDetermination? Determine() => DetermineAll().SingleOrDefault();

    /// <summary>In the words of <see cref="Outcome(OrderDetermination)"/>.</summary>
    public string Outcome() => Outcome(Determine());

    /// <summary>
    /// <c>silent</c>; the payer's own ground of a denial; <c>not active</c>; who decides instead; <c>ask</c> and what is asked; <c>unreadable</c> and what.
    /// </summary>
    public static string Outcome(OrderDetermination? determination) => determination?.Determination switch
    {
        null or Determination.NotAddressed => "silent",
        Determination.NotCovered denied => denied.Rule.Ground!,
        Determination.CoverageNotActive => "not active",
        Determination.DecidedElsewhere elsewhere => elsewhere.Rule.Outcome switch
        {
            PolicyOutcome.ReferToOtherPolicy => "other policy",
            PolicyOutcome.DeferToOtherProgram => "other program",
            PolicyOutcome.MedicalNecessityReview => "medical necessity review",
            PolicyOutcome.PriorAuthorization => "prior authorization",
            PolicyOutcome.NeedsInformation => "policy asks",
            PolicyOutcome.NeedsProductLine => "policy asks for the product",
            _ => elsewhere.Rule.Outcome.ToString(),
        },
        Determination.VersionReplaced => "replaced",
        Determination.InformationMissing missing => $"ask {string.Join(", ", missing.Facts)}",
        Determination.Indeterminate indeterminate => $"unreadable {indeterminate.Fact}",
        Determination.Stated stated => $"stated {stated.Rule.Id}",
        Determination.MemberNotFound => "member not found",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The answer as it is sent.</summary>
    public JsonElement Answer() => JsonElement.Parse(AnswerText());

    public string AnswerText() => System.Text.Encoding.UTF8.GetString(Respond().ToUtf8().Span);

    /// <summary>The answer before it is written. The client has no form yet.</summary>
    public CallOutcome.Answered Respond()
    {
        var call = Begin();
        if (call.Reads.Count > 0)
        {
            _ = call.Facts;
            call.Take([.. call.Reads.Select(form => new ReadAnswer(form, [], ReadFailure.NoAnswer))]);
        }

        return Assert.IsType<CallOutcome.Answered>(call.Finish());
    }

    /// <summary>The cards as they are sent.</summary>
    public IReadOnlyList<JsonElement> Cards() => [.. Answer().GetProperty("cards").EnumerateArray()];

    /// <summary>The one card that is sent.</summary>
    public JsonElement OnlyCard() => Assert.Single(Cards());

    /// <summary>The text of the reason in the coverage information.</summary>
    public string Reason() => CoverageInformation()!.Value.GetProperty("extension").EnumerateArray()
        .Single(e => e.GetProperty("url").GetString() == "reason").GetProperty("valueCodeableConcept").GetProperty("text").GetString()!;

    /// <summary>The coverage information on the one order that is updated; null when none is.</summary>
    public JsonElement? CoverageInformation()
    {
        if (!Answer().TryGetProperty("systemActions", out var actions))
        {
            return null;
        }

        var resource = Assert.Single(actions.EnumerateArray()).GetProperty("resource");
        return Assert.Single(resource.GetProperty("extension").EnumerateArray(), e => new Extension(e).Url == Given.CoverageInformationUrl);
    }

    private static JsonArray EntriesOf(IReadOnlyList<JsonObject> resources) =>
        new([.. resources.Select(r => new JsonObject { ["resource"] = r.DeepClone() })]);

    private static JsonObject KetamineOn(string date, string route, string[] reasons) => Given.Order(o =>
    {
        Given.SetDate(o, date);
        Given.SetRoute(o, route);
        Given.SetReasons(o, reasons);
    });
}
