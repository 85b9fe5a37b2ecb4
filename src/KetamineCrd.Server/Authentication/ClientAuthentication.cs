using System.Security.Claims;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Authentication;

/// <summary>Authenticates clients by their signed JWT (CDS Hooks 2.0, "Trusting CDS Clients"). All that touches the JwtBearer package stands in this file.</summary>
/// <remarks>
/// The package gives events and the place in the pipeline; nothing of it, or of the token library below it, decides whether a token is good. In a release
/// that no longer knows <see cref="ISecurityTokenValidator"/>, <see cref="Signature"/> becomes a token handler.
/// </remarks>
internal static class ClientAuthentication
{
    /// <summary>In sandbox mode nothing of the package is loaded, and no call asks it anything.</summary>
    public static IServiceCollection AddClientAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SeenTokens>().AddSingleton<TokenExaminer>();
        return ClientData.IsConfigured(configuration) ? AddPackage(services) : services;
    }

    private static IServiceCollection AddPackage(IServiceCollection services)
    {
        services.AddSingleton<RefusalAllowance>().AddSingleton<RefusalLog>();
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = JwtBearerDefaults.AuthenticationScheme).AddWebEncoders();
#pragma warning disable CS0618 // The handler of the package asks for it.
        services.AddSingleton<ISystemClock, SystemClock>();
#pragma warning restore CS0618

        // Not AddAuthentication(), which brings data protection along: that writes keys to the disk, and there is no cookie to protect.
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<CurrentClients>((bearer, clients) =>
        {
            bearer.IncludeErrorDetails = false;
            bearer.SaveToken = false;
            bearer.SecurityTokenValidators.Clear();
            bearer.SecurityTokenValidators.Add(new Signature(clients));
            bearer.Events = new JwtBearerEvents { OnMessageReceived = ReceiveAsync, OnTokenValidated = AcceptAsync, OnChallenge = RefuseAsync };
        });
        return services;
    }

    // All checks but the signature; then what is needed for that one.
    private static async Task ReceiveAsync(MessageReceivedContext context)
    {
        var http = context.HttpContext;
        if (!CallerIdentification.IsNeeded(http))
        {
            context.NoResult();
            return;
        }

        var presented = PresentedToken.Of(http);
        if (presented.Token is not { } token)
        {
            Fail(context, presented.Unreadable);
            return;
        }

        var allowance = http.RequestServices.GetRequiredService<RefusalAllowance>();
        if (presented.Client is { } named && !allowance.Admits(http, named))
        {
            Postpone(context, named);
            return;
        }

        var options = http.RequestServices.GetRequiredService<IOptions<CrdOptions>>().Value;
        foreach (var finding in http.RequestServices.GetRequiredService<TokenExaminer>().Examine(token, presented.Client, Audience.Of(http, options)))
        {
            if (finding.Passed is false)
            {
                Fail(context, finding.Check);
                return;
            }
        }

        var client = presented.Client!;
        await client.Keys.PrepareAsync(token.KeyId!, http.RequestAborted);

        // Any number may have waited for the same keys.
        if (!allowance.Admits(http, client))
        {
            Postpone(context, client);
            return;
        }

        context.Token = PresentedToken.TextOf(http.Request);
    }

    private static Task AcceptAsync(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var (token, client, _) = PresentedToken.Of(context.HttpContext);
        switch (services.GetRequiredService<SeenTokens>().TryAdd(client!, token!.Id!, TokenExaminer.EndOf(token), out var wait))
        {
            case TokenUse.First:
                services.GetRequiredService<RefusalAllowance>().Accepted(context.HttpContext, client!);
                context.HttpContext.Features.Set(Caller.Of(client!, token.Tenant));
                break;
            case TokenUse.NoRoom:
                context.Fail(new TokenPostponedException(wait));
                break;
            default:
                context.Fail(new TokenRefusedException(TokenCheck.Jti));
                break;
        }

        return Task.CompletedTask;
    }

    private static Task RefuseAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        if (context.AuthenticateFailure is TokenPostponedException { Wait: var wait })
        {
            TooManyCalls.Answer(context.HttpContext, wait);
            return Task.CompletedTask;
        }

        var check = context.AuthenticateFailure is TokenRefusedException refused ? refused.Check : TokenCheck.Authorization;
        return TokenRefusal.WriteAsync(context.HttpContext, check, PresentedToken.Of(context.HttpContext).Client);
    }

    private static void Postpone(MessageReceivedContext context, RegisteredClient client)
    {
        context.HttpContext.RequestServices.GetRequiredService<RefusalLog>().Add(client.Id, RefusalAllowance.Name);
        context.Fail(new TokenPostponedException(TimeSpan.FromSeconds(1)));
    }

    private static void Fail(MessageReceivedContext context, TokenCheck check) => context.Fail(new TokenRefusedException(check));

    /// <summary>Checks the signature with the key of the token's own client.</summary>
    private sealed class Signature(CurrentClients clients) : ISecurityTokenValidator
    {
        public bool CanValidateToken => true;

        public int MaximumTokenSizeInBytes { get; set; } = ClientToken.MostCharacters;

        public bool CanReadToken(string securityToken) => true;

        public ClaimsPrincipal ValidateToken(string securityToken, TokenValidationParameters validationParameters, out SecurityToken validatedToken)
        {
            var token = ClientToken.TryRead(securityToken, out var unreadable) ?? throw new TokenRefusedException(unreadable);
            var client = clients.Value.Find(token.Issuer, token.Tenant) ?? throw new TokenRefusedException(TokenCheck.Iss);
            if (SignatureCheck.Failure(token, client) is { } failed)
            {
                throw new TokenRefusedException(failed);
            }

            validatedToken = new Accepted(token, client);
            return new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, client.Id)], JwtBearerDefaults.AuthenticationScheme));
        }
    }

    /// <summary>Carries the failed check through the package, which knows failures as exceptions.</summary>
    private sealed class TokenRefusedException(TokenCheck check) : SecurityTokenException($"The token fails the check '{TokenExpectation.NameOf(check)}'.")
    {
        public TokenCheck Check => check;
    }

    /// <summary>The token may be good, and is not looked at, or does not count, now.</summary>
    private sealed class TokenPostponedException(TimeSpan wait) : SecurityTokenException("There are too many tokens.")
    {
        public TimeSpan Wait => wait;
    }

    private sealed class Accepted(ClientToken token, RegisteredClient client) : SecurityToken
    {
        public override string Id => token.Id ?? "";

        public override string Issuer => client.Issuer;

        public override SecurityKey? SecurityKey => null;

        public override SecurityKey? SigningKey { get; set; }

        public override DateTime ValidFrom => DateTime.UnixEpoch.AddSeconds(token.IssuedAt ?? 0);

        public override DateTime ValidTo => DateTime.UnixEpoch.AddSeconds(token.Expires ?? 0);
    }
}
