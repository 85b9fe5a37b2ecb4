using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace KetamineCrd.Server.Authentication;

/// <summary>Authenticates clients by their signed JWT (CDS Hooks 2.0, "Trusting CDS Clients"): the scheme, and how a refusal leaves it.</summary>
/// <remarks>What is checked stands in <see cref="ClientTokenHandler"/>.</remarks>
internal static class ClientAuthentication
{
    /// <summary>In sandbox mode nothing of the package is loaded, and no call asks it anything.</summary>
    public static IServiceCollection AddClientAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SeenTokens>().AddSingleton<TokenExaminer>().AddSingleton<TokenSignature>();
        return ServerMode.Of(configuration).IsSandbox ? services : AddPackage(services);
    }

    private static IServiceCollection AddPackage(IServiceCollection services)
    {
        services.AddSingleton<RefusalAllowance>().AddSingleton<RefusalLog>().AddSingleton<ClientTokenHandler>().AddHttpContextAccessor();
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = JwtBearerDefaults.AuthenticationScheme).AddWebEncoders();

        // Not AddAuthentication(), which brings data protection along: that writes keys to the disk, and there is no cookie to protect.
        // Nor AddJwtBearer(), which needs what that brings.
        new AuthenticationBuilder(services).AddScheme<JwtBearerOptions, JwtBearerHandler>(JwtBearerDefaults.AuthenticationScheme, configureOptions: null);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<ClientTokenHandler>((bearer, handler) =>
        {
            bearer.IncludeErrorDetails = false;
            bearer.MapInboundClaims = false;
            bearer.SaveToken = false;
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(handler);
            bearer.Events = new JwtBearerEvents { OnMessageReceived = PassOverPublic, OnAuthenticationFailed = HandOnAsync, OnChallenge = RefuseAsync };
        });
        return services;
    }

    private static Task PassOverPublic(MessageReceivedContext context)
    {
        if (!CallerIdentification.IsNeeded(context.HttpContext))
        {
            context.NoResult();
        }

        return Task.CompletedTask;
    }

    // The package would make a refusal of anything that is thrown: of a bug, or of a client that goes away while its keys are fetched.
    private static Task HandOnAsync(AuthenticationFailedContext context) =>
        context.Exception is TokenFailureException ? Task.CompletedTask : Task.FromException(context.Exception);

    private static Task RefuseAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        if (context.AuthenticateFailure is TokenFailureException.Postponed { Wait: var wait })
        {
            TooManyCalls.Answer(context.HttpContext, wait);
            return Task.CompletedTask;
        }

        var check = context.AuthenticateFailure is TokenFailureException.Refused refused ? refused.Check : TokenCheck.Authorization;
        return TokenRefusal.WriteAsync(context.HttpContext, check, PresentedToken.Of(context.HttpContext).Client);
    }
}
