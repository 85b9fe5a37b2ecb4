using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>The forms of an answer, and whether the client has them (CRD 2.2.1 dev-19, dev-20).</summary>
internal static class FormSearch
{
    /// <summary>The searches, relative to the client's FHIR base, that tell which forms it has.</summary>
    public static IReadOnlyList<string> Searches(HookRequest request, IReadOnlyList<OrderDetermination> determinations) =>
    [
        .. determinations
            .SelectMany(d => d.Determination.DecidingRule?.Responses ?? [])
            .OfType<RuleResponse.FormCompletion>()
            .Where(r => request.Configuration.WantsCards(r.Content.Topic.Code))
            .Select(r => $"Questionnaire?{Search(r.Form)}")
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A FHIR search without the question mark.</summary>
    public static string Search(Form form) => $"url={Uri.EscapeDataString(form.Url)}&version={Uri.EscapeDataString(form.Version)}";

    public static bool IsOnClient(Form form, ResourceIndex index) =>
        index.OfType("Questionnaire"u8).Any(q => q.Text("url"u8) == form.Url && q.Text("version"u8) == form.Version);
}
