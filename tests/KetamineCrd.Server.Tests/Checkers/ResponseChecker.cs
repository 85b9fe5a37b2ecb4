using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks any answer of the server against the rules of CDS Hooks 2.0 and of CRD 2.2.1 or 2.0.1, knowing nothing of how it is made.</summary>
internal static class ResponseChecker
{
    private static readonly string[] ActionMembers = ["type", "description", "resource", "resourceId", "extension"];

    /// <summary>Every broken rule of CRD 2.2.1, with its place; empty when all hold.</summary>
    public static IReadOnlyList<string> Check(string request, string response) => Check(request, response, "2.2");

    /// <param name="version">"2.2" or "2.0".</param>
    /// <param name="served">The resources that the mock EHR serves, each as JSON, byte for byte.</param>
    public static IReadOnlyList<string> Check(string request, string response, string version, IReadOnlyList<string>? served = null)
    {
        using var call = JsonDocument.Parse(request);
        using var answer = JsonDocument.Parse(response, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var exam = new Examination(new CheckedCall(call.RootElement, served ?? [], CrdDialect.Of(version)), CrdDialect.Of(version));
        var root = answer.RootElement;
        exam.RequireNothingEmpty(root, "");
        foreach (var member in Members(root))
        {
            exam.Require(member.Name is "cards" or "systemActions", member.Name, "CDS Hooks 2.0: an answer has cards and systemActions");
        }

        var cards = Items(root, "cards");
        exam.Require(Member(root, "cards").ValueKind == JsonValueKind.Array, "cards", "required, an array (CDS Hooks 2.0)");
        exam.Require(!(cards.Length > exam.Call.MostCards), "cards", $"not more than max-cards, {exam.Call.MostCards} (CRD 2.2.1 dev-14)");
        foreach (var (index, card) in cards.Index())
        {
            CardChecker.Check(card, $"cards[{index}]", exam);
        }

        exam.Require(!Has(root, "systemActions") || Member(root, "systemActions").ValueKind == JsonValueKind.Array, "systemActions", "an array (CDS Hooks 2.0)");
        CheckSystemActions(Items(root, "systemActions"), exam);
        return exam.Problems;
    }

    /// <summary>What every action has, in a suggestion or alone (CDS Hooks 2.0 "Action").</summary>
    public static void CheckAction(JsonElement action, string path, Examination exam)
    {
        foreach (var member in Members(action))
        {
            exam.Require(ActionMembers.Contains(member.Name), $"{path}.{member.Name}", "no member of an action (CDS Hooks 2.0)");
        }

        var type = Text(action, "type");
        exam.Require(type is "create" or "update" or "delete", $"{path}.type", "create, update or delete (CDS Hooks 2.0)");
        exam.Require(!string.IsNullOrWhiteSpace(Text(action, "description")), $"{path}.description", "required (CDS Hooks 2.0)");
        exam.Require(Has(action, "resourceId") == (type == "delete"), $"{path}.resourceId", "on a delete, and on nothing else (CDS Hooks 2.0; CRD 2.2.1 section 9)");
        exam.Require(Has(action, "resource") == (type != "delete"), $"{path}.resource", "on a create and an update, not on a delete (CDS Hooks 2.0)");
    }

    // Alone stand coverage information, a form to be completed (resp-60) and a correction of the Coverage (resp-66).
    private static void CheckSystemActions(JsonElement[] actions, Examination exam)
    {
        foreach (var (index, action) in actions.Index())
        {
            var path = $"systemActions[{index}]";
            CheckAction(action, path, exam);
            if (Text(action, "type") == "create")
            {
                continue;
            }

            if (Text(Member(action, "resource"), "resourceType") == "Coverage")
            {
                exam.Require(!exam.Call.IsSwitchedOff("insurance"), path, "the client switched insurance off (CRD 2.2.1 dev-5)");
                CoverageRecordChecker.Check(action, path, exam);
            }
            else
            {
                CoverageInformationUpdateChecker.Check(action, path, exam);
            }
        }

        if (actions.Any(a => Text(a, "type") == "create"))
        {
            FormChecker.Check(actions.Where(a => Text(a, "type") == "create"), "systemActions", exam);
        }
    }
}
