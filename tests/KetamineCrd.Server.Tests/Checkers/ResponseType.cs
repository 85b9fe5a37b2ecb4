using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>The response types of CRD, told from the shape of what stands in an answer (crd.md section 9).</summary>
internal static class ResponseType
{
    public const string CoverageInformation = "Coverage Information";
    public const string ExternalReference = "External Reference";
    public const string Instructions = "Instructions";
    public const string LaunchSmartApp = "Launch SMART App";
    public const string FormCompletion = "Request Form Completion";
    public const string CoverageUpdate = "Update Coverage Records";
    public const string AlternateRequest = "Propose Alternate Request";
    public const string AdditionalOrders = "Identify Additional Orders";

    /// <summary>Those that may come on every hook; an order can be proposed only where orders are chosen.</summary>
    public static IReadOnlyList<string> OfEveryHook { get; } =
        [CoverageInformation, ExternalReference, Instructions, LaunchSmartApp, FormCompletion, CoverageUpdate];

    public static IReadOnlyList<string> On(string hook) =>
        hook is "order-sign" or "order-select" ? [.. OfEveryHook, AlternateRequest, AdditionalOrders] : OfEveryHook;

    public static string OfCard(JsonNode card)
    {
        var links = card["links"]?.AsArray() ?? [];
        if (card["suggestions"] is { } suggestions)
        {
            Assert.Empty(links);
            return OfSuggestion(Assert.Single(suggestions.AsArray())!["actions"]!.AsArray());
        }

        if (links.Count == 0)
        {
            return Instructions;
        }

        Assert.Single(links.Select(l => (string)l!["type"]!).Distinct(StringComparer.Ordinal));
        return (string?)links[0]!["type"] == "smart" ? LaunchSmartApp : ExternalReference;
    }

    public static string OfAction(JsonNode action) =>
        TypeOf(action) == "Coverage" ? CoverageUpdate : TypeOf(action) is "Task" or "Questionnaire" ? FormCompletion : CoverageInformation;

    public static IEnumerable<string> Of(HookAnswer answer) => answer.Cards.Select(c => OfCard(c!)).Concat(answer.Actions.Select(a => OfAction(a!)));

    private static string OfSuggestion(JsonArray actions)
    {
        var types = actions.Select(a => TypeOf(a!)).ToArray();
        if (types.Contains("Task"))
        {
            return FormCompletion;
        }

        if (types is ["Coverage"])
        {
            return CoverageUpdate;
        }

        return actions.Any(a => (string?)a!["type"] != "create") ? AlternateRequest : AdditionalOrders;
    }

    private static string? TypeOf(JsonNode action) => (string?)action["resource"]?["resourceType"];
}
