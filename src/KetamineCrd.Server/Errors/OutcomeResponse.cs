using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;

namespace KetamineCrd.Server.Errors;

/// <summary>Writes errors as OperationOutcome (CRD 2.2.1 hook-10): code, place, what was expected, never what was found.</summary>
internal static class OutcomeResponse
{
    public static Task WriteAsync(HttpContext http, HookIssue issue) => WriteAsync(http, [issue]);

    /// <param name="issues">At least one; the first decides the status.</param>
    public static Task WriteAsync(HttpContext http, IReadOnlyList<HookIssue> issues) =>
        WriteAsync(http, StatusOf(issues[0].Kind, http.GetEndpoint()?.Metadata.GetMetadata<Dialect>()), Compose(issues.Select(i => (i.Code, i.Path, i.Expected))));

    /// <param name="http">The call.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">A code of <c>http://hl7.org/fhir/issue-type</c>.</param>
    /// <param name="path">The place in the body; empty for none.</param>
    /// <param name="text">What was expected.</param>
    public static Task WriteAsync(HttpContext http, int status, string code, string path, string text) =>
        WriteAsync(http, status, Compose([(code, path, text)]));

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

    private static ReadOnlyMemory<byte> Compose(IEnumerable<(string Code, string Path, string Text)> issues) => JsonText.Write(AnswerJson.Options, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "OperationOutcome"u8);
        writer.WriteStartArray("issue"u8);
        foreach (var (code, path, text) in issues)
        {
            Write(writer, code, path, text);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, string code, string path, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("severity"u8, "error"u8);
        writer.WriteString("code"u8, code);
        writer.WriteStartObject("details"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        if (path.Length > 0)
        {
            writer.WriteString("diagnostics"u8, path);
        }

        writer.WriteEndObject();
    }
}
