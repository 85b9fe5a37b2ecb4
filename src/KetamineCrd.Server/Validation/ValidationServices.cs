namespace KetamineCrd.Server.Validation;

/// <summary>Judging resources by FHIR R4, what is held, packages and the guide. Nothing of it is made before somebody asks.</summary>
internal static class ValidationServices
{
    public static IServiceCollection AddValidation(this IServiceCollection services) => services
        .AddSingleton<ValidatorPackages>()
        .AddHostedService(provider => provider.GetRequiredService<ValidatorPackages>())
        .AddSingleton<CurrentValidator>()
        .AddSingleton<ReportQueue>()
        .AddHostedService<ReportWorker>()
        .AddSingleton<CallValidation>();
}
