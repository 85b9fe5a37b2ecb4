using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.Authentication;

/// <summary>The token of a request, read once, and the client that it says it is from. Nothing of it is believed yet.</summary>
/// <param name="Token">Null when there is none that can be read.</param>
/// <param name="Client">Null when its issuer is not registered.</param>
/// <param name="Unreadable">The check that it fails, when <paramref name="Token"/> is null.</param>
internal sealed record PresentedToken(ClientToken? Token, RegisteredClient? Client, TokenCheck Unreadable)
{
    private const string Scheme = "Bearer ";

    public static PresentedToken Of(HttpContext http)
    {
        if (http.Features.Get<PresentedToken>() is { } read)
        {
            return read;
        }

        var presented = Read(http);
        http.Features.Set(presented);
        return presented;
    }

    /// <summary>The token's text; null without exactly one Authorization header with a Bearer token.</summary>
    public static string? TextOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    private static PresentedToken Read(HttpContext http)
    {
        if (TextOf(http.Request) is not { } text)
        {
            return new PresentedToken(null, null, TokenCheck.Authorization);
        }

        var token = ClientToken.TryRead(text, out var unreadable);
        var client = token is null ? null : http.RequestServices.GetRequiredService<CurrentClients>().Value.Find(token.Issuer, token.Tenant);
        return new PresentedToken(token, client, unreadable);
    }
}
