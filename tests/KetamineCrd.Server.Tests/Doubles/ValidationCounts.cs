using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>Listens to the counters <c>crd.validation</c> and <c>crd.validation.dropped</c> of one server.</summary>
internal sealed class ValidationCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counted = new();

    public ValidationCounts(IServiceProvider server)
    {
        // The factory is the scope of its meters; other servers of this process count apart.
        var factory = server.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("crd.validation", StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            Assert.Equal(1, count);
            _counted.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}");
        });
        _listener.Start();
    }

    /// <summary>Name and tags of each measurement.</summary>
    public IReadOnlyList<string> All => [.. _counted.Order(StringComparer.Ordinal)];

    public void Dispose() => _listener.Dispose();
}
