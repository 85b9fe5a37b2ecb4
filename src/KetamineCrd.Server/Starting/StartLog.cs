using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Loading;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Starting;

/// <summary>Says, when the server has started, where to open it, what is held, and who may call.</summary>
internal static class StartLog
{
    /// <summary>Loads policies and clients now, so that nothing listens before they are known to be good.</summary>
    public static void LogStart(this WebApplication app)
    {
        var policies = app.Services.GetRequiredService<CurrentEngine>().Value.Policies.Policies.Sum(p => p.Versions.Count);
        var clients = app.Services.GetRequiredService<CurrentClients>().Value.Clients.Count;
        var isSandbox = app.Services.GetRequiredService<ServerMode>().IsSandbox;
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (isSandbox)
            {
                app.Logger.StartedAsSandbox(AddressOf(app), policies);
            }
            else
            {
                app.Logger.StartedForClients(AddressOf(app), policies, clients);
            }
        });
    }

    private static string AddressOf(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CrdOptions>>().Value.PublicBaseAddress is { } address)
        {
            return address.AbsoluteUri;
        }

        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ListenAddresses.Default;
        return BindingAddress.Parse(listening) is { IsUnixPipe: false, IsNamedPipe: false } tcp ? ListenAddresses.Reachable(tcp).AbsoluteUri : listening;
    }
}
