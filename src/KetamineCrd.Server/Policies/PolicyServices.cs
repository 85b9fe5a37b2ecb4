using KetamineCrd.Facts;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Policies;

/// <summary>Loads the policies once, before the first request is taken.</summary>
internal static class PolicyServices
{
    /// <summary>Starts loading at once, on another core, while the host is built: it is half of a cold start.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CrdOptions.Section);
        var path = section[nameof(CrdOptions.ResourcesPath)];
        var hasPayers = section.GetSection(nameof(CrdOptions.Payers)).Exists();
        var loading = !hasPayers && (path is null || Directory.Exists(path)) ? Task.Run(() => Load(path, [])) : null;
        return services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<CrdOptions>>().Value;
            return new CurrentEngine(
                loading is not null && options.ResourcesPath == path && options.Payers.Count == 0
                    ? loading.GetAwaiter().GetResult()
                    : Load(options.ResourcesPath, Additions(options)));
        });
    }

    /// <summary>What the configuration adds to the data about payers.</summary>
    public static IReadOnlyList<PayerAddition> Additions(CrdOptions options) =>
    [
        .. options.Payers.Select(entry => new PayerAddition(entry.Key)
        {
            Names = [.. entry.Value.Names],
            PayerIds = [.. entry.Value.PayerIds],
            Contact = entry.Value.Contact,
            Links = [.. entry.Value.Links.Select(l => (l.Label!, l.Url!))],
        }),
    ];

    /// <exception cref="InvalidDataException">A data file is wrong; the message names every file and why.</exception>
    private static CrdEngine Load(string? path, IReadOnlyList<PayerAddition> additions)
    {
        var (engine, issues) = CrdEngine.Load(ResourceFiles.Read(path), additions);
        return engine ?? throw new InvalidDataException(
            $"The policy data cannot be used ({path ?? "embedded"}):{Environment.NewLine}{string.Join(Environment.NewLine, issues)}");
    }
}
