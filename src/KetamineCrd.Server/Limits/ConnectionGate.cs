using System.Net;
using KetamineCrd.Server.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KetamineCrd.Server.Limits;

/// <summary>Before TLS and HTTP: lets a connection in that gets a place, and closes it when it says nothing.</summary>
internal static class ConnectionGate
{
    /// <summary>Kestrel's own times begin with the first byte, or with TLS.</summary>
    public static readonly TimeSpan FirstByteTime = TimeSpan.FromSeconds(10);

    public static void UseConnectionGate(this ListenOptions listen, ConnectionPlaces places, TimeProvider clock) => listen.Use(next => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (!places.TryTake(address))
        {
            connection.Abort();
            return;
        }

        if (address is not null && places.IsOfMany(address))
        {
            connection.Features.Set(ConnectionEnd.ConnectionOfMany.Feature);
        }

        try
        {
            if (await SaysSomethingAsync(connection, clock))
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            places.GiveBack(address);
        }
    });

    // Nothing is consumed or examined, so that who reads next gets it at once.
    private static async Task<bool> SaysSomethingAsync(ConnectionContext connection, TimeProvider clock)
    {
        using var due = new CancellationTokenSource(FirstByteTime, clock);
        var ending = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using var registration = ending.UnsafeRegister(static due => ((CancellationTokenSource)due!).Cancel(), due);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(due.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return false; // too late, the server ends, or the caller has gone
        }
    }
}
