using System.Text.Json;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Pages;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Authentication;

/// <summary>The page on which a token can be pasted, in sandbox mode only: a browser has no token of its own.</summary>
internal sealed class JwtCheckForm(JwtCheckEndpoint endpoint, PageRenderer renderer, ServerMode mode, IOptions<CrdOptions> options, TimeProvider clock)
{
    private const int LongestField = 128 * 1024;

    public async Task WriteAsync(HttpContext http)
    {
        if (mode.IsSandbox)
        {
            await PageRenderer.WriteFormAsync(http, await renderer.RenderAsync<JwtCheckPage>(("Root", renderer.Root(http))));
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    /// <summary>True when the request is the page's form.</summary>
    public bool Takes(HttpRequest request) =>
        mode.IsSandbox && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true;

    public async Task CheckAsync(HttpContext http)
    {
        using var time = new CancellationTokenSource(options.Value.RequestBodyTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        IFormCollection form;
        try
        {
            var limits = new FormOptions { ValueCountLimit = 8, KeyLengthLimit = 64, ValueLengthLimit = LongestField };
            form = await new FormFeature(http.Request, limits).ReadFormAsync(either.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            BodyTime.Refuse(http);
            return;
        }
        catch (InvalidDataException)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var url = Uri.TryCreate(form["url"], UriKind.Absolute, out var address) ? address.AbsoluteUri : null;
        var jwks = ReadJwks(form["jwks"]);
        using var keys = jwks is null ? null : JsonDocument.Parse(jwks);
        var report = await endpoint.ExamineAsync(http, form["token"].ToString(), url, keys?.RootElement ?? default);
        await PageRenderer.WriteFormAsync(
            http, await renderer.RenderAsync<JwtCheckPage>(("Root", renderer.Root(http)), ("Report", report), ("Url", url), ("Jwks", jwks)));
    }

    // Written anew, so that nothing of it goes back to the page but JSON in ASCII.
    private static string? ReadJwks(string? text)
    {
        try
        {
            return JsonNode.Parse(text ?? "")?.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
