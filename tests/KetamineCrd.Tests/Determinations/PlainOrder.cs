using System.Text.Json;
using KetamineCrd.Determinations;
using KetamineCrd.Hooks;
using KetamineCrd.Reading;
using KetamineCrd.Responses;

namespace KetamineCrd.Tests.Determinations;

/// <summary>Ketamine by vein for the given reasons, signed and given on one day, under one payer; put together as text, so that many thousands take seconds.</summary>
/// <param name="Payer">The payer's name.</param>
/// <param name="Date">The day, <c>YYYY-MM-DD</c>.</param>
/// <param name="Sopt">Code of the product line; null says nothing.</param>
internal sealed record PlainOrder(string Payer, string Date, string? Sopt)
{
    /// <summary>One subject for each policy version, and TRICARE, which CDI 00031 reports.</summary>
    public static IReadOnlyDictionary<string, PlainOrder> ByPolicy { get; } = new Dictionary<string, PlainOrder>(StringComparer.Ordinal)
    {
        ["7.03.03-2019-04-18"] = new("Excellus BlueCross BlueShield", "2019-06-03", "512"),
        ["7.03.03-2025-03-20"] = new("Excellus BlueCross BlueShield", "2025-06-02", "512"),
        ["II-271-011"] = new("Blue Cross and Blue Shield of Minnesota", "2024-11-15", "512"),
        ["MB2300-2025-08-21"] = new("Medica", "2025-09-02", "512"),
        ["CDI-00031-2024-10-01"] = new("VA Community Care", "2025-06-02", null),
        ["CDI-00031-2024-10-01-TRICARE"] = new("TRICARE", "2025-06-02", null),
    };

    /// <summary>A CodeableConcept of an ICD-10-CM code with its title.</summary>
    public static string Coded(string code, string title) => $$"""{"coding":[{"system":"{{Given.Icd10Cm}}","code":"{{code}}","display":"{{Escaped(title)}}"}]}""";

    /// <summary>A CodeableConcept of words alone.</summary>
    public static string Worded(string text) => $$"""{"text":"{{Escaped(text)}}"}""";

    /// <param name="reasons">JSON of the items of reasonCode.</param>
    /// <param name="note">The text of a note; null for none.</param>
    public PlainAnswer Ask(string reasons, string? note = null)
    {
        var type = Sopt is null ? "" : $$"""
            "type":{"coding":[{"system":"{{Given.Sopt}}","code":"{{Sopt}}"}]},
            """;
        var notes = note is null ? "" : $$"""
            "note":[{"text":"{{Escaped(note)}}"}],
            """;
        var body = JsonElement.Parse($$"""
            {"hook":"order-sign","hookInstance":"9a21b6cd-525d-4c19-a2ed-db020d379fda","fhirServer":"{{Call.FhirServer}}","context":{"patientId":"pat-1","draftOrders":{
            "resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"ketamine-1","status":"draft","intent":"order",
            "medicationCodeableConcept":{"coding":[{"system":"{{Given.RxNorm}}","code":"6130"}]},"subject":{"reference":"Patient/pat-1"},"authoredOn":"{{Date}}",{{notes}}
            "reasonCode":[{{reasons}}],
            "dosageInstruction":[{"timing":{"event":["{{Date}}"]},"route":{"coding":[{"system":"{{Given.SnomedCt}}","code":"{{Given.Intravenous}}"}]} }]} }]} },
            "prefetch":{"coverage":{"resourceType":"Coverage","id":"cov-1","status":"active",{{type}}"beneficiary":{"reference":"Patient/pat-1"},
            "payor":[{"display":"{{Payer}}"}]} } }
            """);
        if (!HookRequest.TryRead(body, Call.OrderSign, Dialect.Crd22, out var request, out var issue))
        {
            throw new InvalidOperationException(issue!.ToString());
        }

        var index = FactsReader.Index(request!);
        var now = new DateTimeOffset(DateOnly.Parse(Date, null), new TimeOnly(16, 0), TimeSpan.Zero);
        var facts = Engine.Instance.ReadFacts(request!, index, canRead: false, now);
        var determination = Engine.Instance.Determine(facts, out _)!.SingleOrDefault();
        var outcome = Call.Outcome(determination);
        if (outcome == "silent")
        {
            return new PlainAnswer(outcome, IsDenied: false, HasCard: false);
        }

        var context = new AnswerContext(request!, index, facts, now, new CallScope(Call.BaseAddress));
        return new PlainAnswer(outcome, determination!.Determination is Determination.NotCovered, Engine.Instance.Answer(context, [determination]).Cards.Count > 0);
    }

    private static string Escaped(string text) => JsonEncodedText.Encode(text).Value;
}
