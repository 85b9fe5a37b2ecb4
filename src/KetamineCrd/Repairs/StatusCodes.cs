using System.Collections.Frozen;
using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Repairs;

/// <summary>The statuses that are read of a call, and their codes in FHIR R4.</summary>
internal static class StatusCodes
{
    private static readonly FrozenSet<string> OfStatus = FrozenSet.Create(
        StringComparer.Ordinal, "Appointment", "Coverage", "Encounter", "MedicationRequest", "ServiceRequest");

    // request-status, medicationrequest-status, fm-status, appointmentstatus, encounter-status, condition-clinical, condition-ver-status
    private static readonly FrozenSet<string> Codes = FrozenSet.Create(
        StringComparer.Ordinal,
        "active", "arrived", "booked", "cancelled", "checked-in", "completed", "confirmed", "differential", "draft", "entered-in-error", "finished", "fulfilled",
        "in-progress", "inactive", "noshow", "on-hold", "onleave", "pending", "planned", "proposed", "provisional", "recurrence", "refuted", "relapse",
        "remission", "resolved", "revoked", "stopped", "triaged", "unconfirmed", "unknown", "waitlist");

    /// <param name="type">The type of the resource whose own element it is.</param>
    /// <param name="member">The element.</param>
    public static bool IsStatus(string type, string member) =>
        (member == "status" && OfStatus.Contains(type)) || (member is "clinicalStatus" or "verificationStatus" && type == "Condition");

    /// <summary>True for what is a code only once blanks and capitals are taken away.</summary>
    public static bool IsInOtherLetters(JsonElement json) =>
        json.AsText() is { } text && !Codes.Contains(text) && Codes.Contains(text.Trim().ToLowerInvariant());
}
