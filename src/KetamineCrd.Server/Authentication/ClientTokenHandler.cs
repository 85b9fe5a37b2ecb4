using System.Security.Claims;
using KetamineCrd.Server.Clients;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Authentication;

/// <summary>Every check of a client's token, in the order of <see cref="TokenCheck"/>, between the limits of bad ones; then the token is used up.</summary>
/// <param name="calls">The package hands on the token alone, and what it must be for is the address that is called.</param>
internal sealed class ClientTokenHandler(
    IHttpContextAccessor calls, RefusalAllowance allowance, RefusalLog log, TokenExaminer examiner, TokenSignature signature, SeenTokens seen, IOptions<CrdOptions> options)
    : TokenHandler
{
    /// <param name="token">The text, which <see cref="PresentedToken"/> has read.</param>
    /// <param name="validationParameters">Those of the package: what counts is the client's registration.</param>
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var http = calls.HttpContext ?? throw new InvalidOperationException("Tokens are checked for the request that brings them.");
        var (presented, client, unreadable) = PresentedToken.Of(http);
        if (presented is null)
        {
            return Refuse(unreadable);
        }

        if (client is not null && !allowance.Admits(http, client))
        {
            return Postpone(client);
        }

        foreach (var finding in examiner.Examine(presented, client, Audience.Of(http, options.Value)))
        {
            if (finding.Passed is false)
            {
                return Refuse(finding.Check);
            }
        }

        await client!.Keys.PrepareAsync(presented.KeyId!, http.RequestAborted);

        // Any number may have waited for the same keys.
        if (!allowance.Admits(http, client))
        {
            return Postpone(client);
        }

        var (failed, verified) = await signature.CheckAsync(presented, client.Algorithms, client.Keys.Current);
        if (failed is { } check)
        {
            if (check == TokenCheck.Signature)
            {
                client.Keys.Doubt();
            }

            return Refuse(check);
        }

        return UseUp(http, presented, client, verified!);
    }

    // Last: only a good token may use up its id.
    private TokenValidationResult UseUp(HttpContext http, ClientToken token, RegisteredClient client, SecurityToken verified)
    {
        switch (seen.TryAdd(client, token.Id!, TokenExaminer.EndOf(token), out var wait))
        {
            case TokenUse.First:
                allowance.Accepted(http, client);
                http.Features.Set(Caller.Of(client, token.Tenant));
                return new TokenValidationResult
                {
                    IsValid = true,
                    SecurityToken = verified,
                    ClaimsIdentity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, client.Id)], JwtBearerDefaults.AuthenticationScheme),
                };
            case TokenUse.NoRoom:
                return Fail(new TokenFailureException.Postponed(wait));
            default:
                return Refuse(TokenCheck.Jti);
        }
    }

    private TokenValidationResult Postpone(RegisteredClient client)
    {
        log.Add(client.Id, RefusalAllowance.Name);
        return Fail(new TokenFailureException.Postponed(TimeSpan.FromSeconds(1)));
    }

    private static TokenValidationResult Refuse(TokenCheck check) => Fail(new TokenFailureException.Refused(check));

    private static TokenValidationResult Fail(TokenFailureException failure) => new() { IsValid = false, Exception = failure };
}
