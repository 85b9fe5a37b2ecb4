using System.IO.Pipelines;
using KetamineCrd.Server.Errors;

namespace KetamineCrd.Server.Bodies;

/// <summary>The time in which a body must have come whole: one that dribbles in, at whatever rate, ends with 408. It runs from the first moment that something is waited for.</summary>
/// <param name="body">What is read.</param>
/// <param name="most">How long that is.</param>
internal sealed class BodyTime(PipeReader body, TimeSpan most, TimeProvider clock) : IDisposable
{
    private ITimer? _timer;
    private volatile bool _isUp;

    /// <summary>True once the time is up before the body was whole.</summary>
    public bool IsUp => _isUp;

    /// <summary>Sets the status, and ends the connection, on which the rest of the body would still come (RFC 9110 section 15.5.9).</summary>
    public static void Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        http.EndConnectionOfBody();
    }

    /// <summary>Waits for more of the body, or until the time is up. The reader must be advanced in either case: a read that is broken off otherwise leaves it unusable.</summary>
    public ValueTask<ReadResult> ReadAsync(CancellationToken aborted)
    {
        var received = body.ReadAsync(aborted);
        if (!received.IsCompleted)
        {
            _timer ??= clock.CreateTimer(static time => ((BodyTime)time!).End(), this, most, Timeout.InfiniteTimeSpan);
        }

        return received;
    }

    public void Dispose() => _timer?.Dispose();

    private void End()
    {
        _isUp = true;
        body.CancelPendingRead();
    }
}
