using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Logging;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Serilog.Formatting;

namespace KetamineCrd.Server.Tests.Logging;

/// <summary>Who logs never waits; what is lost by that is counted and told; what waits is written at the end, or given up.</summary>
public sealed class LogQueueTests : IDisposable
{
    private const string Unwritable = "unwritable";

    // As many of a kilobyte each as the queue takes.
    private const int Full = LogQueue.MostBytes / 1_024;

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly AlarmClock _clock = new(LogQueue.Patience);
    private readonly GatedStream _output = new();
    private readonly Meter _meter = new("LogQueueTests");
    private readonly MeterListener _listener = new();
    private readonly LogQueue _queue;
    private long _dropped;

    public LogQueueTests()
    {
        var dropped = _meter.CreateCounter<long>("dropped");
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _dropped, count));
        _listener.EnableMeasurementEvents(dropped);
        _queue = new LogQueue(_output, new Formatter(), dropped, _clock);
    }

    public void Dispose()
    {
        _output.OpenGate();
        _queue.Dispose();
        _listener.Dispose();
        _meter.Dispose();
        _output.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Line_is_written_without_another_that_follows()
    {
        Log(1);

        await WrittenAsync(lines: 1);
    }

    [Fact]
    public async Task Lines_that_wait_are_written_together_and_in_their_order()
    {
        await HoldUpAsync();
        for (var line = 1; line <= 1_000; line++)
        {
            Log(line);
        }

        _output.OpenGate();
        _queue.Dispose();

        Assert.Equal(Enumerable.Range(0, 1_001), Numbers());
        Assert.InRange(_output.Writes, 2, 20);
    }

    [Fact]
    public async Task Lines_beyond_the_most_are_dropped_counted_and_told_where_they_were_lost()
    {
        await HoldUpAsync();
        FillAndLose(5);

        Assert.Equal(5, Interlocked.Read(ref _dropped));
        _output.OpenGate();
        await WrittenAsync(lines: Full + 2);
        Log(-1);
        _queue.Dispose();

        Assert.Equal([.. Enumerable.Range(0, Full + 1), -1], Numbers());
        Assert.Equal(5, LostAt(^2));
    }

    [Fact]
    public async Task End_gives_up_when_nobody_reads_for_its_time()
    {
        await HoldUpAsync();
        Log(1);

        var end = Task.Run(_queue.Dispose, _patience.Token);
        await _clock.IsSet.WaitAsync(_patience.Token);
        Assert.False(end.IsCompleted);
        _clock.Advance(LogQueue.Patience);

        await end.WaitAsync(_patience.Token);
        Assert.Empty(_output.Lines);

        // Nor does another end wait again.
        await Task.Run(_queue.Dispose, _patience.Token).WaitAsync(_patience.Token);
    }

    [Fact]
    public async Task End_waits_for_a_reader_that_comes_back_in_time()
    {
        await HoldUpAsync();
        Log(1);

        var end = Task.Run(_queue.Dispose, _patience.Token);
        await _clock.IsSet.WaitAsync(_patience.Token);
        _output.OpenGate();

        await end.WaitAsync(_patience.Token);
        Assert.Equal([0, 1], Numbers());
    }

    [Fact]
    public void Line_after_the_end_is_counted_as_lost()
    {
        _queue.Dispose();

        Log(1);

        Assert.Equal(1, Interlocked.Read(ref _dropped));
        Assert.Empty(_output.Lines);
    }

    [Fact]
    public async Task Lines_of_a_write_that_failed_are_counted_and_told_by_the_next()
    {
        await HoldUpAsync();
        _output.Fail(times: 1);
        _output.OpenGate();
        await DroppedAsync(lines: 1);
        Log(1);
        _queue.Dispose();

        Assert.Equal(1, Interlocked.Read(ref _dropped));
        Assert.Equal([1], Numbers());
        Assert.Equal(1, LostAt(1));
    }

    [Fact]
    public async Task Number_of_lost_lines_survives_a_write_that_fails()
    {
        await HoldUpAsync();
        FillAndLose(5);

        // First the line that is held up, then all that fill the queue with what tells of the five.
        _output.Fail(times: 2);
        _output.OpenGate();
        await DroppedAsync(lines: 1 + Full + 5);
        Log(-1);
        _queue.Dispose();

        Assert.Equal([-1], Numbers());
        Assert.Equal(1 + Full + 5, LostAt(1));
    }

    [Fact]
    public void Line_that_cannot_be_formatted_leaves_nothing_behind()
    {
        Log(1);
        Assert.Throws<InvalidOperationException>(() => _queue.Emit(Event(Unwritable))); // which the logger takes
        Log(2);
        _queue.Dispose();

        Assert.Equal([1, 2], Numbers());
    }

    [Fact]
    public void Half_a_character_takes_no_line_with_it()
    {
        _queue.Emit(Event("half \ud83d"));
        Log(1);
        _queue.Dispose();

        Assert.Equal(["half \ufffd", "1"], _output.Lines);
    }

    [Fact]
    public void Server_counts_dropped_lines_on_its_own_meter()
    {
        using var server = new ServerFactory();
        var factory = server.Services.GetRequiredService<IMeterFactory>();
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    counted.Add($"{instrument.Meter.Name} {instrument.Name}");
                }
            },
        };
        listener.Start();

        Assert.Contains(counted, c => c == "KetamineCrd crd.log.dropped");
    }

    private static LogEvent Event(string text) => new(ServerFactory.Today, LogEventLevel.Information, exception: null, new MessageTemplate(text, []), []);

    private void Log(int line) => _queue.Emit(Event($"{line}"));

    // A first line, 0, stands before the gate, so that the next ones wait.
    private async Task HoldUpAsync()
    {
        _output.CloseGate();
        Log(0);
        await _output.IsHeldUp.WaitAsync(_patience.Token);
    }

    private void FillAndLose(int lines)
    {
        for (var line = 1; line <= Full + lines; line++)
        {
            _queue.Emit(Event($"{line}".PadRight(1_023)));
        }
    }

    private async Task DroppedAsync(int lines)
    {
        while (Interlocked.Read(ref _dropped) < lines)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), _patience.Token);
        }
    }

    private async Task WrittenAsync(int lines)
    {
        while (_output.Lines.Length < lines)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), _patience.Token);
        }
    }

    private IEnumerable<int> Numbers() => _output.Lines.Where(l => l[0] != '{').Select(l => int.Parse(l, System.Globalization.CultureInfo.InvariantCulture));

    private long LostAt(Index line) => (long)JsonNode.Parse(_output.Lines[line])!["Lines"]!;

    // The text alone; what tells of lost lines as the server writes it.
    private sealed class Formatter : ITextFormatter
    {
        private readonly CompactJson _json = new();

        public void Format(LogEvent logEvent, TextWriter output)
        {
            if (logEvent.Properties.Count > 0)
            {
                _json.Format(logEvent, output);
                return;
            }

            output.Write(logEvent.MessageTemplate.Text);
            if (logEvent.MessageTemplate.Text == Unwritable)
            {
                throw new InvalidOperationException("It cannot be formatted.");
            }

            output.Write('\n');
        }
    }
}
