using KetamineCrd.Fhir;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Why a read brought nothing, or not all.</summary>
/// <param name="Text">For the log; names no address.</param>
/// <param name="Status">The HTTP status where it is not 200; null when there was no answer, or one with 200.</param>
internal sealed record FailedRead(string Text, int? Status = null)
{
    /// <summary>The call has no allowance left; no request was made.</summary>
    public static FailedRead LeftOut { get; } = new("more than one call may read");

    /// <summary>The time was up before the answer had come.</summary>
    public static FailedRead Late { get; } = new("no answer in time");

    /// <summary>The same after so long a wait that the server hangs.</summary>
    public static FailedRead Unanswered { get; } = new("no answer in time");

    /// <summary>The server hangs; no request was made.</summary>
    public static FailedRead NotAsked { get; } = new("not asked, since the last reads had no answer in time");

    /// <summary>More than an answer may hold, or than is left for the call.</summary>
    public static FailedRead TooLarge { get; } = new("an answer that is too large");

    public ReadFailure Kind => ReferenceEquals(this, LeftOut) ? ReadFailure.LeftOut : Status is null ? ReadFailure.NoAnswer : ReadFailure.Refused;

    /// <summary>True for a question that the server does not take as it stands: no matter of who asks, or how often.</summary>
    public bool IsOfTheQuestion => Status is (>= 400 and < 500 and not (401 or 403 or 407 or 408 or 429)) or 501;

    public static FailedRead OfStatus(int status) => new($"status {status}", status);
}
