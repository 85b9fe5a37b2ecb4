using System.Diagnostics.Metrics;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace KetamineCrd.Server.Logging;

/// <summary>The lines on their way to standard output. A call never waits for its line: when nobody reads, lines are dropped, counted and told of later.</summary>
/// <remarks>
/// Serilog.Sinks.Async bounds events, not bytes, tells of lost ones in no line, and its end waits for as long as nobody reads.
/// A thread of its own writes. Where nobody reads, it stands in one write for as long as that lasts, and holds up neither calls nor the end of the process.
/// It takes all that waits at once, so lines are only ever dropped after the last that it takes. Lines wait as bytes: that bounds the memory they hold.
/// </remarks>
internal sealed class LogQueue : ILogEventSink, IDisposable
{
    /// <summary>With these the queue is full; some 9,000 calls. As many again may be in the write before.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long the end of the process waits for what is left to be written.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A line is written at once, those of the next moment together: to wake a thread for each would cost more than to write it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly MessageTemplate LinesLost = new MessageTemplateParser().Parse(
        "{Lines} log lines before this one were lost: standard output was not read, or could not be written.");

    private readonly Stream _output;
    private readonly Counter<long> _dropped;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _isWaiting = new(initialState: false);
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly TaskCompletionSource _isWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogLines _waiting;
    private LogLines _taken;
    private long _lost;

    public LogQueue(Stream output, ITextFormatter formatter, Counter<long> dropped, TimeProvider clock)
    {
        (_output, _dropped, _clock) = (output, dropped, clock);
        (_waiting, _taken) = (new LogLines(formatter), new LogLines(formatter));
        new Thread(WriteAll) { IsBackground = true, Name = "Log" }.Start();
        AppDomain.CurrentDomain.UnhandledException += EndWithProcess;
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            if (_waiting.Bytes.Length < MostBytes && !_isEnding.IsSet)
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

    /// <summary>Has what is left written, and gives up when that takes longer than <see cref="Patience"/>. Only the first time: the logger and the services both end it.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= EndWithProcess;
        lock (_lock)
        {
            if (_isEnding.IsSet)
            {
                return;
            }

            _isEnding.Set();
        }

        _ = _isWaiting.Set();
        _ = Task.WaitAny(_isWritten.Task, Task.Delay(Patience, _clock));
    }

    // Such an end disposes of nothing, and the last lines may tell how it came.
    private void EndWithProcess(object sender, UnhandledExceptionEventArgs e) => Dispose();

    private void WriteAll()
    {
        var isLast = false;
        while (!isLast)
        {
            _ = _isWaiting.WaitOne();
            long lines;
            long lost;
            lock (_lock)
            {
                isLast = _isEnding.IsSet;
                (_taken, _waiting) = (_waiting, _taken);
                (lines, lost, _lost) = (_taken.Count, _lost, 0);
            }

            if (lost > 0)
            {
                _taken.Add(Told(lost));
            }

            if (!TryWrite(_taken.Bytes))
            {
                _dropped.Add(lines);
                lock (_lock)
                {
                    _lost += lines + lost;
                }
            }

            _taken.Clear();
            _ = _isEnding.Wait(Pause);
        }

        _isWritten.SetResult();
    }

    private bool TryWrite(ReadOnlySpan<byte> lines)
    {
        try
        {
            _output.Write(lines);
            return true;
        }
#pragma warning disable CA1031 // No fault of the output may end the server, and there is nowhere to tell of it but the log.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private LogEvent Told(long lost) => new(_clock.GetLocalNow(), LogEventLevel.Warning, exception: null, LinesLost,
    [
        new("Lines", new ScalarValue(lost)),
        new("EventId", new StructureValue([new("Id", new ScalarValue(34)), new("Name", new ScalarValue(nameof(LinesLost)))])),
        new("SourceContext", new ScalarValue(typeof(LogQueue).FullName)),
    ]);
}
