using KetamineCrd.Meanings;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Loading;

/// <summary>Loads the policies before the first request is taken, and again when their folder changes.</summary>
internal static class PolicyServices
{
    /// <summary>Starts loading at once, on another core, while the host is built: it is half of a cold start.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CrdOptions.Section);
        var path = section[nameof(CrdOptions.ResourcesPath)];
        var hasPayers = section.GetSection(nameof(CrdOptions.Payers)).Exists();
        var withDemonstration = section.GetValue<bool?>(nameof(CrdOptions.Demonstration)) ?? ServerMode.Of(configuration).IsSandbox;
        var isFolder = Directory.Exists(path);
        var atStart = isFolder ? FolderState.Of(path!) : null; // before the first read, so that no change is missed
        var loading = !hasPayers && (path is null || isFolder) ? Task.Run(() => Load(path, [], withDemonstration)) : null;
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<CrdOptions>>().Value;
            return new CurrentEngine(
                loading is not null && options.ResourcesPath == path && options.Payers.Count == 0 && options.Demonstration == withDemonstration
                    ? loading.GetAwaiter().GetResult()
                    : Load(options.ResourcesPath, PolicyLoader.Additions(options), options.Demonstration is true));
        });
        return services.AddHostedService(provider => new PolicyReloader(
            provider.GetRequiredService<CurrentEngine>(),
            atStart,
            provider.GetRequiredService<IOptions<CrdOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PolicyReloader>>()));
    }

    /// <exception cref="SettingRefusedException">A data file is wrong; the message names every file and why.</exception>
    private static CrdEngine Load(string? path, IReadOnlyList<PayerAddition> additions, bool withDemonstration)
    {
        var (engine, issues) = PolicyLoader.Load(path, additions, withDemonstration);
        return engine ?? throw new SettingRefusedException(
            $"the policy data cannot be used ({path ?? "embedded"}). Correct what stands below, or leave Crd:ResourcesPath out to use the built-in data."
            + $"{Environment.NewLine}{string.Join(Environment.NewLine, issues)}");
    }
}
