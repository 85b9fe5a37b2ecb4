using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Listens to the counter <c>crd.feedback</c> of one server.</summary>
internal sealed class FeedbackCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counted = new();

    public FeedbackCounts(IServiceProvider server)
    {
        // The factory is the scope of its meters; other servers of this process count apart.
        var factory = server.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "crd.feedback" && instrument.Meter.Name == "KetamineCrd" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var values = tags.ToArray();
            Assert.Equal("service outcome reason", string.Join(' ', values.Select(t => t.Key)));
            Assert.Equal(1, count);
            _counted.Enqueue(string.Join(' ', values.Select(t => t.Value)));
        });
        _listener.Start();
    }

    /// <summary>Service, outcome and reason of each entry that was counted, in alphabetical order.</summary>
    public IReadOnlyList<string> All => [.. _counted.Order(StringComparer.Ordinal)];

    public void Dispose() => _listener.Dispose();
}
