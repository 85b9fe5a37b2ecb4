using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Keeps as text what every meter and every activity source of this process tells, with all tags, events and baggage.</summary>
internal sealed class Emissions : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Emissions()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            _texts.Enqueue($"instrument {instrument.Meter.Name} {instrument.Name} {instrument.Description} {Describe(instrument.Tags)} {Describe(instrument.Meter.Tags)}");
            listener.EnableMeasurementEvents(instrument);
        };
        Keep<byte>();
        Keep<short>();
        Keep<int>();
        Keep<long>();
        Keep<float>();
        Keep<double>();
        Keep<decimal>();
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _texts.Enqueue(
                $"activity {activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {activity.TraceStateString} "
                + $"{Describe(activity.TagObjects)} {string.Join(' ', activity.Events.Select(e => $"{e.Name} {Describe(e.Tags)}"))} "
                + $"{string.Join(' ', activity.Links.Select(l => $"{l.Context.TraceState} {Describe(l.Tags)}"))} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public IReadOnlyList<string> Texts
    {
        get
        {
            _meters.RecordObservableInstruments();
            return [.. _texts];
        }
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private static string Describe(IEnumerable<KeyValuePair<string, object?>>? tags) => string.Join(' ', tags ?? []);

    private void Keep<T>()
        where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) =>
            _texts.Enqueue($"measurement {instrument.Meter.Name} {instrument.Name} {Describe(tags.ToArray())}"));
}
