using System.Text.Json;
using static KetamineCrd.Server.Tests.Checkers.CheckedJson;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>Checks a suggestion that makes or changes orders: Propose Alternate Request and Identify Additional Orders (CRD 2.2.1 resp-53 to resp-57).</summary>
internal static class OrderChecker
{
    // What each CRD profile wants of a new order (crd.md section 11); "medication" and "code" stand for their choices of type.
    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["MedicationRequest"] = ["status", "intent", "medication", "subject", "authoredOn", "requester"],
        ["ServiceRequest"] = ["status", "intent", "code", "subject", "authoredOn", "requester"],
        ["DeviceRequest"] = ["status", "intent", "code", "subject", "authoredOn", "requester"],
        ["NutritionOrder"] = ["status", "intent", "patient", "dateTime", "orderer"],
        ["CommunicationRequest"] = ["status", "subject", "basedOn", "payload", "authoredOn", "requester"],
        ["VisionPrescription"] = ["status", "created", "patient", "dateWritten", "prescriber", "lensSpecification"],
        ["Appointment"] = ["status", "participant"],
    };

    private static readonly string[] Intents =
        ["proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option"];

    /// <summary>The response type.</summary>
    public static string Check(JsonElement[] actions, string path, Examination exam)
    {
        var isAlternate = actions.Any(a => Text(a, "type") is "update" or "delete");
        var creates = actions.Count(a => Text(a, "type") == "create");
        var isUpdate = actions is [{ } only] && Text(only, "type") == "update";
        exam.Require(
            !isAlternate || isUpdate || (creates == actions.Length - 1 && creates > 0 && actions.Any(a => Text(a, "type") == "delete")), path,
            "one update, or one delete and a create (CRD 2.2.1 resp-53)");
        exam.Require(creates == 0 || actions.Any(a => Required.ContainsKey(TypeOf(a))), path, "an order is created (CRD 2.2.1 resp-53, resp-57)");
        foreach (var (index, action) in actions.Index())
        {
            var at = $"{path}[{index}]";
            switch (Text(action, "type"))
            {
                case "create" when TypeOf(action) is not ("Medication" or "Device"):
                    CheckCreated(Member(action, "resource"), $"{at}.resource", exam);
                    break;
                case "update":
                    CheckUpdated(Member(action, "resource"), $"{at}.resource", exam);
                    break;
                case "delete":
                    exam.Require(IsOrderOfTheCall(Text(action, "resourceId"), exam), $"{at}.resourceId", "Type/id of an order of the call (CRD 2.2.1 resp-53)");
                    break;
                default:
                    break;
            }
        }

        return isAlternate ? "Propose Alternate Request" : "Identify Additional Orders";
    }

    private static string TypeOf(JsonElement action) => Text(Member(action, "resource"), "resourceType") ?? "";

    private static bool IsOrderOfTheCall(string? reference, Examination exam) =>
        reference is not null && exam.Call.Subjects.Contains(reference) && Required.ContainsKey(reference.Split('/')[0]);

    private static bool IsThere(JsonElement order, string member) =>
        Members(order).Any(m => m.Name == member || (member is "medication" or "code" && m.Name is "medicationReference" or "medicationCodeableConcept" or "codeReference" or "codeCodeableConcept"));

    private static string? PatientOf(JsonElement order) => Local(Has(order, "subject") ? Member(order, "subject") : Member(order, "patient"));

    private static void CheckCreated(JsonElement order, string path, Examination exam)
    {
        exam.RequireNothingEmpty(order, path);
        if (!Required.TryGetValue(Text(order, "resourceType") ?? "", out var members))
        {
            exam.Require(holds: false, $"{path}.resourceType", "an order that CRD has a profile for (CRD 2.2.1 resp-55, resp-57)");
            return;
        }

        foreach (var member in members)
        {
            exam.Require(IsThere(order, member), $"{path}.{member}", "required of a new order (CRD profile, resp-55, resp-57)");
        }

        if (Text(order, "resourceType") != "Appointment")
        {
            exam.Require(Text(order, "status") == "draft", $"{path}.status", "draft (CRD 2.0.1 profile; a suggestion is not yet ordered)");
            exam.Require(!members.Contains("intent") || Intents.Contains(Text(order, "intent")), $"{path}.intent", "a code of FHIR request-intent");
            exam.Require(PatientOf(order) == exam.Call.Patient, path, "for the patient of the call");
        }
    }

    // CDS Hooks 2.0: the whole resource, not a patch.
    private static void CheckUpdated(JsonElement order, string path, Examination exam)
    {
        if (!IsOrderOfTheCall(ReferenceTo(order), exam) || !exam.Call.Targets.TryGetValue(ReferenceTo(order)!, out var sent))
        {
            exam.Require(holds: false, path, "an order of the call (CRD 2.2.1 resp-53)");
            return;
        }

        foreach (var member in Required[Text(order, "resourceType")!].Where(m => IsThere(sent, m)))
        {
            exam.Require(IsThere(order, member), $"{path}.{member}", "the whole updated resource (CDS Hooks 2.0)");
        }

        exam.Require(Text(order, "status") == Text(sent, "status"), $"{path}.status", "as sent");
        exam.Require(PatientOf(order) == PatientOf(sent), path, "for the patient of the call");
        exam.Require(!JsonElement.DeepEquals(order, sent), path, "an update changes something");
    }
}
