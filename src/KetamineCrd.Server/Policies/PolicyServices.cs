using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Policies;

/// <summary>Loads the policies once, before the first request is taken.</summary>
internal static class PolicyServices
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton(provider => Load(provider.GetRequiredService<IOptions<CrdOptions>>().Value));

    /// <exception cref="InvalidDataException">A data file is wrong; the message names every file and why.</exception>
    private static CrdEngine Load(CrdOptions options)
    {
        var (engine, issues) = CrdEngine.Load(ResourceFiles.Read(options.ResourcesPath));
        return engine ?? throw new InvalidDataException(
            $"The policy data cannot be used ({options.ResourcesPath ?? "embedded"}):{Environment.NewLine}{string.Join(Environment.NewLine, issues)}");
    }
}
