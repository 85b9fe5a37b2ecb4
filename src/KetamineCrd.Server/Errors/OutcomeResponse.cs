using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Hooks;
using Task = System.Threading.Tasks.Task;

namespace KetamineCrd.Server.Errors;

/// <summary>Writes errors as OperationOutcome (CRD 2.2.1 hook-10): code, place, what was expected, never what was found.</summary>
internal static class OutcomeResponse
{
    public static Task WriteAsync(HttpContext http, HookIssue issue) => WriteAsync(http, [issue]);

    /// <param name="issues">At least one; the first decides the status.</param>
    public static Task WriteAsync(HttpContext http, IReadOnlyList<HookIssue> issues) => WriteAsync(
        http,
        StatusOf(issues[0].Kind, http.GetEndpoint()?.Metadata.GetMetadata<Dialect>()),
        ToUtf8([.. issues.Select(i => Issue(Code(i.Code), i.Path, i.Expected))]));

    /// <param name="http">The call.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A code of <c>http://hl7.org/fhir/issue-type</c>.</param>
    /// <param name="path">The place in the body; empty for none.</param>
    /// <param name="text">What was expected.</param>
    public static Task WriteAsync(HttpContext http, int status, string code, string path, string text) =>
        WriteAsync(http, status, ToUtf8([Issue(Code(code), path, text)]));

    /// <summary>What the status alone says, in a body that is built once: many of these go to whoever sends too much.</summary>
    /// <param name="http">The call.</param>
    /// <param name="status">400 or more.</param>
    public static Task WriteAsync(HttpContext http, int status) => WriteAsync(http, status, StatusOutcomes.BodyOf(status));

    /// <summary>The body that says one thing of the whole request.</summary>
    public static ReadOnlyMemory<byte> Body(OperationOutcome.IssueType code, string text) => ToUtf8([Issue(code, "", text)]);

    private static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        http.Response.StatusCode = status;
        return AnswerBody.WriteAsync(http, "application/fhir+json; charset=utf-8", body);
    }

    private static int StatusOf(HookIssueKind kind, Dialect? dialect) => kind switch
    {
        HookIssueKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        HookIssueKind.Invalid when dialect is { RefusesAllJsonAlike: true } => StatusCodes.Status422UnprocessableEntity,
        HookIssueKind.Unobtainable => StatusCodes.Status412PreconditionFailed,
        _ => StatusCodes.Status400BadRequest,
    };

    private static ReadOnlyMemory<byte> ToUtf8(List<OperationOutcome.IssueComponent> issues) => FhirWriting.ToUtf8(new OperationOutcome { Issue = issues });

    private static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueType code, string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = code,
        Details = new CodeableConcept { Text = text },
        Diagnostics = path.Length > 0 ? path : null,
    };

    // Texts elsewhere, so that whoever may refuse a request does not load the SDK to let it pass.
    private static OperationOutcome.IssueType Code(string code) =>
        EnumUtility.ParseLiteral<OperationOutcome.IssueType>(code) ?? throw new ArgumentException($"'{code}' is no code of issue-type.", nameof(code));
}
