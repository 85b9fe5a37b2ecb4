using KetamineCrd.Server;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.CdsServices;
using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Feedback;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.FhirApi;
using KetamineCrd.Server.Health;
using KetamineCrd.Server.Limits;
using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Logging;
using KetamineCrd.Server.Policies;
using KetamineCrd.Server.Starting;
using KetamineCrd.Server.Validation;
using Microsoft.Extensions.Options;

return args.Contains(HealthProbe.Argument) ? await HealthProbe.RunAsync(args, Console.Error) : StartFailure.Told(() => Run(args), Console.Error);

static void Run(string[] args)
{
    // The content root is where the program is, so that appsettings.json is found from any working directory.
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.UseListenAddresses();
    builder.UseConnectionLimits();
    builder.Services.AddPolicies(builder.Configuration);
    builder.AddStructuredLogging();
    SecurityHeaders.Add(builder.Services);
    builder.Services.AddOptions<CrdOptions>().BindConfiguration(CrdOptions.Section).ValidateOnStart();
    builder.Services.AddSingleton<IValidateOptions<CrdOptions>, CrdOptionsValidator>();
    builder.Services.AddSingleton<IValidateOptions<CrdOptions>, CrdAddressesValidator>();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddClients();
    builder.Services.AddClientAuthentication(builder.Configuration);
    builder.Services.AddJwtCheck();
    builder.Services.AddRateLimits();
    builder.Services.AddCrossOrigin();
    builder.Services.AddFhirAccess();
    builder.Services.AddValidation();
    builder.Services.AddCdsServices();
    builder.Services.AddFeedback();
    builder.Services.AddPolicyPages();
    builder.Services.AddFhirApi();

    var app = builder.Build();
    app.UseOutcomes();
    app.UseSandboxGate();
    app.UseForwardedAddresses();
    app.UseCrossOrigin();
    app.UseLimitsByAddress();
    app.UseCallerIdentification();
    app.UseClientPermissions();
    app.UseLimitsByClient();
    app.MapHealth();
    app.MapCdsServices();
    app.MapFeedback();
    app.MapJwtCheck();
    app.MapPolicies();
    app.MapFhirApi();
    app.LogStart();
    app.Run();
}

/// <summary>The server's entry point, for tests that host it.</summary>
public sealed partial class Program
{
    private Program()
    {
    }
}
