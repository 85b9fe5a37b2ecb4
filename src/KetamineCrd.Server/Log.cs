
namespace KetamineCrd.Server;

/// <summary>Every message the server logs. Parameters are ids of ours, codes, counts and durations: nothing from a patient record.</summary>
/// <remarks>Those about policy data also name files and what is wrong in them.</remarks>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Hook {Hook} {HookInstance} of {Client} answered in {ElapsedMs:0.0} ms: {Orders} orders judged, {Determinations}, {Cards} cards, {Reads} reads.")]
    public static partial void HookAnswered(
        this ILogger logger, string hook, Guid hookInstance, string client, double elapsedMs, int orders, string determinations, int cards, int reads);

    [LoggerMessage(2, LogLevel.Information, "Hook {Hook} of {Client} refused: {Code} at {Path}.")]
    public static partial void HookRefused(this ILogger logger, string hook, string client, string code, string path);

    [LoggerMessage(3, LogLevel.Warning, "A read of {ResourceType} from a FHIR server of {Client} failed: {Failure}.")]
    public static partial void ReadFailed(this ILogger logger, string resourceType, string client, string failure);

    [LoggerMessage(4, LogLevel.Error, "A request failed with {ExceptionType}: {StackTrace}")]
    public static partial void Failed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(5, LogLevel.Information, "Open {Address} in a browser; Ctrl+C stops the server. {Policies} policy versions loaded. Sandbox mode: anyone on this machine may call, and only FHIR servers on this machine are read.")]
    public static partial void StartedAsSandbox(this ILogger logger, string address, int policies);

    [LoggerMessage(6, LogLevel.Information, "The policy data has changed: {Policies} policy versions loaded.")]
    public static partial void PoliciesReloaded(this ILogger logger, int policies);

    [LoggerMessage(7, LogLevel.Warning, "The policy data has changed and is refused for {Issues} issues; the {Policies} policy versions loaded before go on answering. The first {Named} issues follow.")]
    public static partial void PoliciesRefused(this ILogger logger, int issues, int named, int policies);

    [LoggerMessage(8, LogLevel.Warning, "Policy data refused: {File} at {Path}: {Message}")]
    public static partial void PolicyFileRefused(this ILogger logger, string file, string path, string message);

    [LoggerMessage(9, LogLevel.Error, "Loading the changed policy data failed with {ExceptionType}; what was loaded before goes on answering.{StackTrace}")]
    public static partial void PolicyReloadFailed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(10, LogLevel.Information, "Open {Address} in a browser; Ctrl+C stops the server. {Policies} policy versions loaded. {Clients} clients are registered; nobody else may call.")]
    public static partial void StartedForClients(this ILogger logger, string address, int policies, int clients);

    [LoggerMessage(11, LogLevel.Information, "The registered clients have changed: {Clients} may call.")]
    public static partial void ClientsReloaded(this ILogger logger, int clients);

    [LoggerMessage(12, LogLevel.Warning, "The registered clients have changed and are refused for {Issues} issues; the {Clients} of before go on calling. The first {Named} issues follow.")]
    public static partial void ClientsRefused(this ILogger logger, int issues, int clients, int named);

    [LoggerMessage(13, LogLevel.Warning, "Client refused: {Issue}")]
    public static partial void ClientEntryRefused(this ILogger logger, string issue);

    [LoggerMessage(14, LogLevel.Error, "Loading the changed clients failed with {ExceptionType}; those of before go on calling.{StackTrace}")]
    public static partial void ClientReloadFailed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(40, LogLevel.Warning, "The entries of {Removed} clients are gone: they may no longer call. The {Clients} others go on.")]
    public static partial void ClientsRemoved(this ILogger logger, int removed, int clients);

    [LoggerMessage(41, LogLevel.Warning, "No client is registered any more: nobody may call until an entry is added. The server does not become a sandbox.")]
    public static partial void NoClientLeft(this ILogger logger);

    [LoggerMessage(42, LogLevel.Warning, "Reading the folder of {Setting} lasts longer than {Seconds} s. What was loaded before goes on; changes are seen once it has been read.")]
    public static partial void FolderReadLasts(this ILogger logger, string setting, double seconds);

    [LoggerMessage(15, LogLevel.Information, "The keys of the client {Client} were fetched: {Keys}.")]
    public static partial void KeysFetched(this ILogger logger, string client, int keys);

    [LoggerMessage(16, LogLevel.Warning, "The keys of the client {Client} could not be fetched: {Failure}.")]
    public static partial void KeysNotFetched(this ILogger logger, string client, string failure);

    [LoggerMessage(17, LogLevel.Information, "A token of the client {Client} was refused at the check {Check}.")]
    public static partial void TokenRefused(this ILogger logger, string client, string check);

    [LoggerMessage(18, LogLevel.Warning, "A call of {Client} names more resources of its FHIR server than one call may read: {Reads} were left out.")]
    public static partial void ReadsLeftOut(this ILogger logger, string client, int reads);

    [LoggerMessage(19, LogLevel.Information, "A call of the client {Client} is not open to it: {Right}.")]
    public static partial void CallForbidden(this ILogger logger, string client, string right);

    [LoggerMessage(20, LogLevel.Information, "Feedback of {Client} to {Service}: card {Card} {Outcome}, {AcceptedSuggestions} suggestions accepted, reason {OverrideReason}, comment {HasComment}, at {OutcomeTimestamp:O}.")]
    public static partial void FeedbackTaken(
        this ILogger logger, string client, string service, Guid card, string outcome, int acceptedSuggestions, string overrideReason, bool hasComment, DateTimeOffset outcomeTimestamp);

    [LoggerMessage(21, LogLevel.Information, "Feedback of {Client} to {Service} refused: {Issues} issues, first {Code} at {Path}.")]
    public static partial void FeedbackRefused(this ILogger logger, string client, string service, int issues, string code, string path);

    [LoggerMessage(30, LogLevel.Information, "Hook {Hook} of {Client} explained: {Orders} orders, {Repairs} repairs, {Reads} reads.")]
    public static partial void HookExplained(this ILogger logger, string hook, string client, int orders, int repairs, int reads);

    [LoggerMessage(31, LogLevel.Warning, "A medication that orders of {Client} name cannot be read: {Reason}. Such orders get no statement. Said once for this client and FHIR server; the counter crd.unread goes on.")]
    public static partial void MedicationUnread(this ILogger logger, string client, string reason);

    [LoggerMessage(32, LogLevel.Warning, "An answer of hook {Hook} to {Client} lost {Statements} statements: {Reasons}.")]
    public static partial void StatementsUnrecorded(this ILogger logger, string hook, string client, int statements, string reasons);

    [LoggerMessage(35, LogLevel.Warning, "There is no room for a call of {Client}: open calls hold what they may of {Bytes} bytes (Crd:MaximumOpenBytes). Said once a minute; such calls get 503.")]
    public static partial void NoRoom(this ILogger logger, string client, long bytes);

    [LoggerMessage(33, LogLevel.Information, "A FHIR server of {Client} refused the search for active coverages with status {Status}; it was asked for all of them.")]
    public static partial void CoverageSearchWidened(this ILogger logger, string client, int status);

    [LoggerMessage(50, LogLevel.Warning, "{Refused} new connections were closed since this was last said: their address has its {Share} open (Crd:ConnectionsPerAddress, Crd:TrustedProxies), or all together have nearly {All}.")]
    public static partial void ConnectionsRefused(this ILogger logger, int refused, int share, int all);

    [LoggerMessage(60, LogLevel.Information, "{Tokens} more tokens of the client {Client} were refused at the check {Check}, in about a minute.")]
    public static partial void TokensRefused(this ILogger logger, string client, string check, int tokens);

    [LoggerMessage(61, LogLevel.Warning, "The client {Client} has {Held} used tokens that could still count, of the {Share} that its limits bring about: it is {State}. Shorter tokens need fewer, a higher Limits:CallsPerSecond allows more.")]
    public static partial void TokenShareUsed(this ILogger logger, string client, int held, int share, string state);

    [LoggerMessage(70, LogLevel.Information, "A resource of {Client} was validated: {Findings} findings.")]
    public static partial void ResourceValidated(this ILogger logger, string client, int findings);

    [LoggerMessage(71, LogLevel.Information, "A call of {Client} to {Hook} was validated: {Resources} resources, {Errors} errors, {Warnings} warnings: {Findings}.")]
    public static partial void CallValidated(this ILogger logger, string hook, string client, int resources, int errors, int warnings, string findings);

    [LoggerMessage(72, LogLevel.Error, "Validating a call that was answered failed with {ExceptionType}; the next ones are validated. {StackTrace}")]
    public static partial void ValidationFailed(this ILogger logger, string exceptionType, string stackTrace);

    [LoggerMessage(73, LogLevel.Information, "Hook {Hook} of {Client} refused: {Errors} errors in its resources (Validation strict).")]
    public static partial void HookNotValid(this ILogger logger, string hook, string client, int errors);

    // 34, lost lines, is told by LogQueue: it cannot log through itself.

    [LoggerMessage(36, LogLevel.Warning, "The call that warms the server up failed with {ExceptionType}: {StackTrace}")]
    public static partial void WarmUpFailed(this ILogger logger, string exceptionType, string stackTrace);
}
