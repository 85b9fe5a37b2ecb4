using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>The resources that an answer sends back.</summary>
internal static class ReturnedOrders
{
    /// <summary>Null when they may go back: JSON readers disagree about a member that stands twice (docs/decisions/0003).</summary>
    public static HookIssue? Check(CrdResponse response, AnswerContext context)
    {
        foreach (var action in response.SystemActions)
        {
            var resource = context.Facts.Focal[action.FocalIndex].Updated;
            if (RepeatedMembers.Exist(resource))
            {
                return new HookIssue(HookIssueKind.Invalid, "structure", context.Request.PathOf(resource), "No member may stand twice in one object.");
            }
        }

        return null;
    }
}
