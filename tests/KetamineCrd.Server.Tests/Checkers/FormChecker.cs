using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks Request Form Completion: a Task of profile taskquestionnaire, and its Questionnaire where it comes along (crd.md sections 9 and 11).</summary>
internal static class FormChecker
{
    private const string Sdc = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp";

    /// <summary>Codes of afterCompletion in CRD 2.0.1.</summary>
    public static IReadOnlyList<string> AfterCompletion { get; } = ["prior-auth-include", "initial-claim-include", "all-claims-include"];

    public static void Check(IEnumerable<JsonElement> actions, string path, Examination exam)
    {
        var all = actions.ToArray();
        var asked = all.Select(a => Member(a, "resource")).Where(r => Text(r, "resourceType") == "Task").SelectMany(Questionnaires).ToArray();
        foreach (var (index, action) in all.Index())
        {
            var at = $"{path}[{index}]";
            var resource = Member(action, "resource");
            exam.Require(Text(action, "type") == "create", $"{at}.type", "create (CRD 2.2.1 section 9, Request Form Completion)");
            exam.RequireNothingEmpty(resource, $"{at}.resource");
            switch (Text(resource, "resourceType"))
            {
                case "Task":
                    CheckTask(resource, $"{at}.resource", exam);
                    break;
                case "Questionnaire":
                    CheckQuestionnaire(action, resource, asked, at, exam);
                    break;
                default:
                    exam.Require(holds: false, $"{at}.resource", "a Task or its Questionnaire (CRD 2.2.1 section 9, Request Form Completion)");
                    break;
            }
        }

        exam.Require(asked.Length > 0, path, "a Task that asks for a questionnaire (CRD 2.2.1 section 9, Request Form Completion)");
    }

    private static JsonElement[] Inputs(JsonElement task, string system, string code) =>
        [.. Items(task, "input").Where(i => HasCoding(Member(i, "type"), system, code))];

    private static IEnumerable<string> Questionnaires(JsonElement task) => Inputs(task, Sdc, "questionnaire").Select(i => Text(i, "valueCanonical")).OfType<string>();

    private static void CheckTask(JsonElement task, string path, Examination exam)
    {
        exam.Require(Text(task, "status") == "ready", $"{path}.status", "ready (profile taskquestionnaire)");
        exam.Require(Text(task, "intent") == "order", $"{path}.intent", "order (profile taskquestionnaire)");
        exam.Require(HasCoding(Member(task, "code"), Sdc, "complete-questionnaire"), $"{path}.code", $"{Sdc}#complete-questionnaire (profile taskquestionnaire)");
        exam.Require(Local(Member(task, "for")) == exam.Call.Patient, $"{path}.for", "the patient of the call (profile taskquestionnaire)");
        exam.Require(Text(task, "authoredOn") is not null, $"{path}.authoredOn", "required (profile taskquestionnaire)");
        var requester = Member(task, "requester");
        exam.Require(
            Text(requester, "type") == "Organization" || Local(requester)?.StartsWith("Organization/", StringComparison.Ordinal) is true, $"{path}.requester",
            "the payer's Organization (profile taskquestionnaire)");
        exam.Require(
            Items(task, "basedOn").All(b => Local(b) is { } order && exam.Call.Subjects.Contains(order)), $"{path}.basedOn", "what the call is about (profile taskquestionnaire)");
        CheckInputs(task, path, exam);
    }

    private static void CheckInputs(JsonElement task, string path, Examination exam)
    {
        var forms = Inputs(task, Sdc, "questionnaire");
        exam.Require(forms is [{ } form] && CoverageInformationChecker.IsVersioned(Text(form, "valueCanonical")), $"{path}.input", "one questionnaire, a canonical url|version");

        // The profile looks for the coding, the test kit for the text (crd.md section 9).
        exam.Require(forms.All(f => Text(Member(f, "type"), "text") == "questionnaire"), $"{path}.input.type.text", "questionnaire, beside the coding");
        var after = Inputs(task, CrdDialect.Temporary, "after-completion-action");
        if (exam.Dialect.Is20)
        {
            exam.Require(after.Length > 0, $"{path}.input", "afterCompletion 1..* (CRD 2.0.1 taskquestionnaire)");
            exam.Require(
                after.All(a => HasCoding(Member(a, "valueCodeableConcept"), CrdDialect.Temporary, [.. AfterCompletion])), $"{path}.input",
                "afterCompletion is a code of afterCompletionCode (CRD 2.0.1 taskquestionnaire)");
        }
        else
        {
            exam.Require(after.Length == 0, $"{path}.input", "no afterCompletion (CRD 2.2.1 taskquestionnaire)");
            exam.Require(!Has(task, "focus"), $"{path}.focus", "0..0 (CRD 2.2.1 taskquestionnaire)");
        }
    }

    // dev-19: made only where it is not yet there.
    private static void CheckQuestionnaire(JsonElement action, JsonElement questionnaire, string[] asked, string path, Examination exam)
    {
        var (url, version) = (Text(questionnaire, "url"), Text(questionnaire, "version"));
        var condition = Text(Member(action, "extension"), "davinci-crd.if-none-exist")?.Split('&').Select(Uri.UnescapeDataString) ?? [];
        exam.Require(
            condition.SequenceEqual([$"url={url}", $"version={version}"], StringComparer.Ordinal), $"{path}.extension.davinci-crd.if-none-exist",
            "url=…&version=… of the Questionnaire (CRD 2.2.1 dev-19)");
        exam.Require(asked.Contains($"{url}|{version}", StringComparer.Ordinal), $"{path}.resource", "the Questionnaire that the Task asks for");
        exam.Require(Text(questionnaire, "status") is not null, $"{path}.resource.status", "required (FHIR R4)");
    }
}
