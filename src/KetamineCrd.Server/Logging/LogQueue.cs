using System.Diagnostics.Metrics;
using Serilog.Core;
using Serilog.Events;

namespace KetamineCrd.Server.Logging;

/// <summary>The lines on their way to standard output. A call never waits for its line: when nobody reads, lines are dropped and counted.</summary>
/// <remarks>
/// A thread of its own formats and writes. Where nobody reads, it stands in one write for as long as that lasts, which holds up neither calls nor the end of the process.
/// It takes all that waits at once, so nothing was dropped but after the last line of what it takes.
/// </remarks>
internal sealed class LogQueue : ILogEventSink, IDisposable
{
    /// <summary>As many wait at most, and as many may be in the write before. A call's line takes about 1 KB.</summary>
    public const int MostLines = 8_192;

    /// <summary>How long the end of the process waits for what is left to be written.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A line is written at once, those of the next moment together: to wake a thread for each would cost more than to write it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly LogWriter _writer;
    private readonly Counter<long> _dropped;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _isWaiting = new(initialState: false);
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly TaskCompletionSource _isWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<LogEvent> _waiting = [];
    private long _lost;

    public LogQueue(LogWriter writer, Counter<long> dropped, TimeProvider clock)
    {
        _writer = writer;
        _dropped = dropped;
        _clock = clock;
        new Thread(WriteAll) { IsBackground = true, Name = "Log" }.Start();
        AppDomain.CurrentDomain.UnhandledException += EndWithProcess;
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            if (_waiting.Count < MostLines && !_isEnding.IsSet)
            {
                _waiting.Add(logEvent);
                if (_waiting.Count == 1)
                {
                    _ = _isWaiting.Set();
                }

                return;
            }

            _lost++;
        }

        _dropped.Add(1);
    }

    /// <summary>Has what is left written, and gives up when that takes longer than <see cref="Patience"/>.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= EndWithProcess;
        lock (_lock)
        {
            _isEnding.Set();
        }

        _ = _isWaiting.Set();
        _ = Task.WaitAny(_isWritten.Task, Task.Delay(Patience, _clock));
    }

    // Such an end disposes of nothing, and the last lines may tell how it came.
    private void EndWithProcess(object sender, UnhandledExceptionEventArgs e) => Dispose();

    private void WriteAll()
    {
        var taken = new List<LogEvent>();
        var isLast = false;
        while (!isLast)
        {
            _ = _isWaiting.WaitOne();
            long lost;
            lock (_lock)
            {
                (taken, _waiting) = (_waiting, taken);
                (lost, _lost) = (_lost, 0);
                isLast = _isEnding.IsSet;
            }

            _writer.Write(taken, lost);
            taken.Clear();
            _ = _isEnding.Wait(Pause);
        }

        _writer.Dispose();
        _isWritten.SetResult();
    }
}
