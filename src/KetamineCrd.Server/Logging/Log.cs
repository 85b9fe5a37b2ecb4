namespace KetamineCrd.Server;

/// <summary>Every message the server logs. Parameters are ids of ours, codes, counts and durations: nothing from a patient record. Those about policy data also name files and what is wrong in them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Hook {Hook} {HookInstance} answered in {ElapsedMs:0.0} ms: {Orders} orders judged, {Determinations}, {Cards} cards, {Reads} reads.")]
    public static partial void HookAnswered(
        this ILogger logger, string hook, Guid hookInstance, double elapsedMs, int orders, string determinations, int cards, int reads);

    [LoggerMessage(2, LogLevel.Information, "Hook {Hook} refused: {Code} at {Path}.")]
    public static partial void HookRefused(this ILogger logger, string hook, string code, string path);

    [LoggerMessage(3, LogLevel.Warning, "A read of {ResourceType} from the client's FHIR server failed: {Failure}.")]
    public static partial void ReadFailed(this ILogger logger, string resourceType, string failure);

    [LoggerMessage(4, LogLevel.Error, "A request failed with {ExceptionType}.{StackTrace}")]
    public static partial void Failed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(5, LogLevel.Information, "{Policies} policy versions loaded. Sandbox mode: anyone on this machine may call, and only FHIR servers on this machine are read.")]
    public static partial void Started(this ILogger logger, int policies);

    [LoggerMessage(6, LogLevel.Information, "The policy data has changed: {Policies} policy versions loaded.")]
    public static partial void PoliciesReloaded(this ILogger logger, int policies);

    [LoggerMessage(7, LogLevel.Warning, "The policy data has changed and is refused for {Issues} issues; the {Policies} policy versions loaded before go on answering.")]
    public static partial void PoliciesRefused(this ILogger logger, int issues, int policies);

    [LoggerMessage(8, LogLevel.Warning, "Policy data refused: {File} at {Path}: {Message}")]
    public static partial void PolicyFileRefused(this ILogger logger, string file, string path, string message);

    [LoggerMessage(9, LogLevel.Error, "Loading the changed policy data failed with {ExceptionType}; what was loaded before goes on answering.{StackTrace}")]
    public static partial void PolicyReloadFailed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(20, LogLevel.Information, "Feedback to {Service}: card {Card} {Outcome}, {AcceptedSuggestions} suggestions accepted, reason {OverrideReason}, comment {HasComment}, at {OutcomeTimestamp:O}.")]
    public static partial void FeedbackTaken(
        this ILogger logger, string service, Guid card, string outcome, int acceptedSuggestions, string overrideReason, bool hasComment, DateTimeOffset outcomeTimestamp);

    [LoggerMessage(21, LogLevel.Information, "Feedback to {Service} refused: {Issues} issues, first {Code} at {Path}.")]
    public static partial void FeedbackRefused(this ILogger logger, string service, int issues, string code, string path);

    [LoggerMessage(30, LogLevel.Information, "Hook {Hook} explained: {Orders} orders, {Repairs} repairs, {Reads} reads.")]
    public static partial void HookExplained(this ILogger logger, string hook, int orders, int repairs, int reads);
}
