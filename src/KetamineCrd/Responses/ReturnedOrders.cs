using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>The resources that an answer sends back.</summary>
internal static class ReturnedOrders
{
    /// <summary>Null when they may go back: JSON readers disagree about a member that stands twice (docs/decisions/0003), and EHRs about an order with two medications.</summary>
    public static HookIssue? Check(CrdResponse response, AnswerContext context)
    {
        foreach (var action in response.SystemActions)
        {
            var resource = context.Facts.Focal[action.FocalIndex].Updated;
            if (RepeatedMembers.Exist(resource))
            {
                return new HookIssue(HookIssueKind.Invalid, "structure", Path(context, resource), "No member may stand twice in one object.");
            }
        }

        foreach (var focal in context.Facts.Focal)
        {
            if (new Resource(focal.Json).Is("MedicationRequest"u8) && new MedicationRequest(focal.Json).HasTwoMedications)
            {
                return HookIssue.TwoMedications(Path(context, focal.Json));
            }
        }

        return null;
    }

    private static string Path(AnswerContext context, JsonElement resource) => ElementPath.Of(context.Request.Root, resource) ?? "a resource of fhirServer";
}
