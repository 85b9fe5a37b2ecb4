namespace KetamineCrd.Server.CdsServices;

/// <summary>The time in which a body must have come whole: one that dribbles in at any rate ends with 408.</summary>
/// <param name="most">How long that is.</param>
/// <param name="aborted">Cancelled when the client has gone.</param>
internal sealed class BodyTime(TimeSpan most, TimeProvider clock, CancellationToken aborted) : IDisposable
{
    private readonly CancellationTokenSource _time = new(most, clock);
    private CancellationTokenSource? _linked;

    /// <summary>Cancelled when the time is up, or the client has gone.</summary>
    public CancellationToken Token => (_linked ??= CancellationTokenSource.CreateLinkedTokenSource(_time.Token, aborted)).Token;

    /// <summary>True when the client is there and its time is up.</summary>
    public bool IsUp => _time.IsCancellationRequested && !aborted.IsCancellationRequested;

    /// <summary>Sets the status, and ends the connection, on which the rest of the body would still come (RFC 9110 section 15.5.9).</summary>
    public static void Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _time.Dispose();
    }
}
