using System.Security.Claims;
using KetamineCrd.Server.Clients;
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

        var options = http.RequestServices.GetRequiredService<IOptions<CrdOptions>>().Value;
        foreach (var finding in http.RequestServices.GetRequiredService<TokenExaminer>().Examine(token, presented.Client, Audience.Of(http, options)))
        {
            if (finding.Passed is false)
            {
                Fail(context, finding.Check);
                return;
            }
        }

        await presented.Client!.Keys.PrepareAsync(token.KeyId!, http.RequestAborted);
        context.Token = PresentedToken.TextOf(http.Request);
    }

    private static Task AcceptAsync(TokenValidatedContext context)
    {
        var (token, client, _) = PresentedToken.Of(context.HttpContext);
        if (context.HttpContext.RequestServices.GetRequiredService<SeenTokens>().TryAdd(client!, token!.Id!, TokenExaminer.EndOf(token)))
        {
            context.HttpContext.Features.Set(Caller.Of(client!, token.Tenant));
        }
        else
        {
            context.Fail(new TokenRefusedException(TokenCheck.Jti));
        }

        return Task.CompletedTask;
    }

    private static Task RefuseAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var check = context.AuthenticateFailure is TokenRefusedException refused ? refused.Check : TokenCheck.Authorization;
        return TokenRefusal.WriteAsync(context.HttpContext, check, PresentedToken.Of(context.HttpContext).Client);
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
