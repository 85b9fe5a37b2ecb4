using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Keys;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Authentication;

/// <summary>
/// Tells of a pasted token which checks it passes. In sandbox mode it is checked against pasted keys; else against the registration of the client
/// that asks, and of no other. It counts as no call: the token stays good. What the token says is shown to whoever pasted it, and is in no log.
/// </summary>
internal sealed class JwtCheckEndpoint(TokenExaminer examiner, TokenSignature signature, CurrentClients clients, OpenBytes open, IOptions<CrdOptions> options, TimeProvider clock)
{
    /// <summary>JSON with <c>token</c>; <c>url</c>, the address that the token is for; and <c>jwks</c>, in sandbox mode.</summary>
    public async Task CheckAsync(HttpContext http)
    {
        using var bytes = open.Begin(Caller.Of(http).Name);
        using var body = await HookBody.ReceiveAsync(http, bytes, options.Value, clock, issue => OutcomeResponse.WriteAsync(http, issue));
        if (body is null)
        {
            return;
        }

        var json = body.Document.RootElement;
        if (json.Text("token"u8) is not { } token)
        {
            await OutcomeResponse.WriteAsync(http, new HookIssue(HookIssueKind.Invalid, "required", "token", "The token to check is required, as text: what follows 'Bearer' in the Authorization header."));
            return;
        }

        var report = await ExamineAsync(http, token, json.Text("url"u8), json.Member("jwks"u8));
        await AnswerBody.WriteAsync(http, "application/json; charset=utf-8", Compose(report));
    }

    /// <param name="text">What follows <c>Bearer</c>.</param>
    /// <param name="url">The address that is to be called; null for any of this server's services.</param>
    /// <param name="jwks">Keys to check with in sandbox mode; not looked at otherwise.</param>
    public async Task<TokenReport> ExamineAsync(HttpContext http, string text, string? url, JsonElement jwks)
    {
        var asking = Caller.Of(http).Client;
        IReadOnlyList<string> audiences = url is null ? [.. Addresses(http)] : [Audience.Normalize(url)];
        string Expected(TokenCheck check) => TokenExpectation.Of(check, asking, audiences, options.Value);

        text = text.Trim();
        if (ClientToken.TryRead(text, out var unreadable) is not { } token)
        {
            return TokenReport.OfUnreadable(unreadable, Expected);
        }

        var client = asking is not null && clients.Value.Find(token.Issuer, token.Tenant)?.Id == asking.Id ? asking : null;
        if (client is not null && token.KeyId is { } keyId)
        {
            await client.Keys.PrepareAsync(keyId, http.RequestAborted);
        }

        var keys = client?.Keys.Current ?? (asking is null ? KeySet.TryRead(jwks, (_, _) => { }) : null);
        var findings = examiner.Examine(token, client, audiences);
        if (asking is null)
        {
            // Nobody is registered whose issuer it could be.
            findings = findings.Select(f => f.Check == TokenCheck.Iss && token.Issuer is not null ? f with { Passed = null } : f);
        }

        var failure = keys is null ? null : (await signature.CheckAsync(token, client?.Algorithms ?? SigningAlgorithms.Recommended, keys)).Failed;
        return TokenReport.Of(token, findings, failure, keys is not null, Expected, clock.GetUtcNow());
    }

    private static ReadOnlyMemory<byte> Compose(TokenReport report) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("accepted"u8);
        Write(writer, report.Accepted);
        writer.WriteStartObject("token"u8);
        foreach (var (name, value, meaning) in report.Parts)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
            if (meaning is not null)
            {
                writer.WriteString($"{name}-utc", meaning);
            }
        }

        writer.WriteEndObject();
        writer.WriteStartArray("checks"u8);
        foreach (var (finding, expected, hint) in report.Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("check"u8, TokenExpectation.NameOf(finding.Check));
            writer.WriteString("result"u8, finding.Passed switch { true => "passed", false => "failed", null => "not made" });
            writer.WriteString("expected"u8, expected);
            if (hint is not null)
            {
                writer.WriteString("hint"u8, hint);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static void Write(Utf8JsonWriter writer, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    // Discovery and every service, in each release.
    private IEnumerable<string> Addresses(HttpContext http) =>
        from address in Audience.Bases(http, options.Value)
        from dialect in Dialect.All
        let services = $"{address}{dialect.BasePath}/cds-services"
        from url in CdsService.All.Select(s => $"{services}/{s.Id}").Prepend(services)
        select Audience.Normalize(url);
}
