using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;

namespace KetamineCrd.Server.CdsServices;

/// <summary>The orders that an answer sends back.</summary>
internal static class ReturnedOrders
{
    /// <summary>Null when they may go back; JSON readers disagree about a member that stands twice (docs/decisions/0003).</summary>
    public static HookIssue? Check(CrdResponse response, CallFacts facts) =>
        response.SystemActions.Any(a => RepeatedMembers.Exist(facts.Focal[a.FocalIndex].Json))
            ? new HookIssue(HookIssueKind.Invalid, "structure", "context.draftOrders.entry.resource", "No member may stand twice in one object.")
            : null;
}
