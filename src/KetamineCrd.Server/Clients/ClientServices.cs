using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Clients;

/// <summary>The clients that may call. Wrong entries stop the start.</summary>
internal static class ClientServices
{
    public static IServiceCollection AddClients(this IServiceCollection services) => services
        .AddSingleton(provider => ServerMode.Of(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<ClientData>()
        .AddSingleton<IPostConfigureOptions<CrdOptions>>(provider => new PostConfigureOptions<CrdOptions, ServerMode>(
            Options.DefaultName, provider.GetRequiredService<ServerMode>(), (options, mode) => options.Demonstration ??= mode.IsSandbox))
        .AddSingleton(Load)
        .AddHostedService<ClientReloader>();

    /// <exception cref="SettingRefusedException">An entry is wrong; the message names every key, and what was expected.</exception>
    private static CurrentClients Load(IServiceProvider provider)
    {
        if (provider.GetRequiredService<ServerMode>().IsSandbox)
        {
            return new CurrentClients(ClientRegistry.Empty);
        }

        var (registry, issues, ids) = provider.GetRequiredService<ClientData>().Load(ClientRegistry.Empty);
        if (ids.Count == 0)
        {
            issues = [$"{ServerMode.ClientsSection} must hold at least one client."];
        }

        return new CurrentClients(registry is { Clients.Count: > 0 } ? registry : throw new SettingRefusedException(
            $"the registered clients cannot be used. Correct what stands below.{Environment.NewLine}{string.Join(Environment.NewLine, issues)}"));
    }
}
