using KetamineCrd.Server.Errors;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Bodies;

/// <summary>The memory of all open calls together: their bodies, what was read for them, and what both take once they are parsed.</summary>
/// <remarks>
/// <see cref="CrdOptions.MaximumOpenBytes"/> in all, of which the last eighth is for calls of usual size, so that large ones do not keep those out. One registered client
/// holds half at most. Beyond that a call is refused with 503 (RFC 9110 section 15.6.4) and nothing of it was processed. Thread-safe.
/// </remarks>
internal sealed class OpenBytes(IOptions<CrdOptions> options, ServerMode mode, TimeProvider clock, ILogger<OpenBytes> logger)
{
    /// <summary>What a call of usual size holds: one of 14 KB some 100 KB, with its reads as much again.</summary>
    public const int UsualCall = 512 * 1024;

    private static readonly TimeSpan WarnEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _byClient = new(StringComparer.Ordinal);
    private readonly long _most = options.Value.MaximumOpenBytes;
    private readonly long _mostOfClient = mode.IsSandbox ? options.Value.MaximumOpenBytes : options.Value.MaximumOpenBytes / 2;
    private long _held;
    private long _peak;
    private long? _warned;

    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>Begins a call. Dispose what is returned when the call has its answer.</summary>
    public CallBytes Begin(string client) => new(this, client);

    /// <returns>The most that was held at one time since this was last asked.</returns>
    public long TakePeak()
    {
        lock (_lock)
        {
            var peak = _peak;
            _peak = _held;
            return peak;
        }
    }

    /// <param name="client">Whose call it is.</param>
    /// <param name="ofCall">What the call holds already.</param>
    /// <param name="more">What it takes now.</param>
    public bool TryTake(string client, long ofCall, long more)
    {
        var isUsual = ofCall + more <= UsualCall;
        lock (_lock)
        {
            var ofClient = _byClient.GetValueOrDefault(client) + more;
            if (_held + more <= (isUsual ? _most : _most - (_most / 8)) && ofClient <= _mostOfClient)
            {
                _byClient[client] = ofClient;
                _held += more;
                _peak = Math.Max(_peak, _held);
                return true;
            }

            if (_warned is { } before && clock.GetElapsedTime(before) < WarnEvery)
            {
                return false;
            }

            _warned = clock.GetTimestamp();
        }

        logger.NoRoom(client, _most);
        return false;
    }

    public void Return(string client, long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            if ((_byClient[client] -= bytes) == 0)
            {
                _byClient.Remove(client);
            }
        }
    }
}

/// <summary>What one call holds of <see cref="OpenBytes"/>. Its reads may take at the same time.</summary>
internal sealed class CallBytes(OpenBytes all, string client) : IDisposable
{
    private readonly Lock _lock = new();
    private long _held;

    /// <summary>True once the call did not get what it asked for: its answer is then 503.</summary>
    public bool IsRefused { get; private set; }

    public bool TryTake(long more)
    {
        lock (_lock)
        {
            if (!all.TryTake(client, _held, more))
            {
                IsRefused = true;
                return false;
            }

            _held += more;
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_held > 0)
            {
                all.Return(client, _held);
                _held = 0;
            }
        }
    }

    /// <summary>Sets 503, and ends the connection: what the client still sends on it would only be thrown away.</summary>
    public static void Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "1";
        http.EndConnectionOfBody();
    }
}
