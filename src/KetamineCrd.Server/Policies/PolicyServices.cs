using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Policies;

/// <summary>Loads the policies once, before the first request is taken.</summary>
internal static class PolicyServices
{
    /// <summary>Starts loading at once, on another core, while the host is built: it is half of a cold start.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services, IConfiguration configuration)
    {
        var path = configuration[$"{CrdOptions.Section}:{nameof(CrdOptions.ResourcesPath)}"];
        var loading = path is null || Directory.Exists(path) ? Task.Run(() => Load(path)) : null;
        return services.AddSingleton(provider =>
        {
            var wanted = provider.GetRequiredService<IOptions<CrdOptions>>().Value.ResourcesPath;
            return new CurrentEngine(loading is not null && wanted == path ? loading.GetAwaiter().GetResult() : Load(wanted));
        });
    }

    /// <exception cref="InvalidDataException">A data file is wrong; the message names every file and why.</exception>
    private static CrdEngine Load(string? path)
    {
        var (engine, issues) = CrdEngine.Load(ResourceFiles.Read(path));
        return engine ?? throw new InvalidDataException(
            $"The policy data cannot be used ({path ?? "embedded"}):{Environment.NewLine}{string.Join(Environment.NewLine, issues)}");
    }
}
