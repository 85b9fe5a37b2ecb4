using KetamineCrd.Server.Clients;
using KetamineCrd.Server.Policies;

namespace KetamineCrd.Server;

/// <summary>The first line of the log: what is held, and who may call.</summary>
internal static class StartLog
{
    public static void LogStart(this WebApplication app)
    {
        var policies = app.Services.GetRequiredService<CurrentEngine>().Value.Policies.Policies.Sum(p => p.Versions.Count);
        if (app.Services.GetRequiredService<ServerMode>().IsSandbox)
        {
            app.Logger.StartedAsSandbox(policies);
        }
        else
        {
            app.Logger.StartedForClients(policies, app.Services.GetRequiredService<CurrentClients>().Value.Clients.Count);
        }
    }
}
