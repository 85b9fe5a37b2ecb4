using System.Runtime.InteropServices;

namespace KetamineCrd.Server.Authentication;

/// <summary>Logs refused tokens: the first of a kind at once, those that follow it as a number, about once a minute. Thread-safe.</summary>
/// <remarks>Kinds are registered clients and checks, and forgotten when a minute brings none.</remarks>
internal sealed class RefusalLog : IDisposable
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Client, string Check), int> _more = [];
    private readonly ILogger<ClientToken> _logger;
    private readonly ITimer _timer;

    public RefusalLog(TimeProvider clock, ILogger<ClientToken> logger)
    {
        _logger = logger;
        _timer = clock.CreateTimer(_ => Tell(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(string client, string check)
    {
        lock (_lock)
        {
            ref var more = ref CollectionsMarshal.GetValueRefOrAddDefault(_more, (client, check), out var isKnown);
            if (isKnown)
            {
                more++;
                return;
            }

            if (_more.Count == 1)
            {
                _timer.Change(TellEvery, Timeout.InfiniteTimeSpan);
            }
        }

        _logger.TokenRefused(client, check);
    }

    public void Dispose() => _timer.Dispose();

    private void Tell()
    {
        List<((string Client, string Check) Kind, int Tokens)> told = [];
        lock (_lock)
        {
            foreach (var (kind, more) in _more)
            {
                if (more == 0)
                {
                    _more.Remove(kind);
                    continue;
                }

                told.Add((kind, more));
                _more[kind] = 0;
            }

            if (_more.Count > 0)
            {
                _timer.Change(TellEvery, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var ((client, check), tokens) in told)
        {
            _logger.TokensRefused(client, check, tokens);
        }
    }
}
