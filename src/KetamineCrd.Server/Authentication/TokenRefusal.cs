using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KetamineCrd.Server.Authentication;

/// <summary>Tells a client why its token is not accepted: which check, and what was expected (RFC 6750 section 3).</summary>
internal static class TokenRefusal
{
    public static Task WriteAsync(HttpContext http, TokenCheck check, RegisteredClient? client)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<CrdOptions>>().Value;
        var name = TokenExpectation.NameOf(check);
        var expected = TokenExpectation.Of(check, client, Audience.Of(http, options), options);
        var isMissing = check == TokenCheck.Authorization;
        http.RequestServices.GetRequiredService<RefusalLog>().Add(client?.Id ?? "unknown", name);
        if (client is not null)
        {
            http.RequestServices.GetRequiredService<RefusalAllowance>().Refused(http, client);
        }

        if (isMissing)
        {
            http.EndConnection();
        }

        http.Response.Headers[HeaderNames.WWWAuthenticate] = isMissing ? "Bearer" : $"Bearer error=\"invalid_token\", error_description=\"{name}\"";
        return OutcomeResponse.WriteAsync(
            http,
            StatusCodes.Status401Unauthorized,
            isMissing ? "login" : check == TokenCheck.Exp ? "expired" : "security",
            isMissing ? "Authorization" : $"Authorization: {name}",
            isMissing ? $"Who calls must be known. Expected was {expected}." : $"The token is refused at the check '{name}': {expected}.");
    }
}
