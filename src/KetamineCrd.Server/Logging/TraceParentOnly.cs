using System.Diagnostics;

namespace KetamineCrd.Server.Logging;

/// <summary>Takes the trace id of a caller and nothing else: <c>tracestate</c> and <c>baggage</c> are free text and would go along into every trace.</summary>
/// <remarks>The platform's own propagators take both.</remarks>
internal sealed class TraceParentOnly : DistributedContextPropagator
{
    private const string TraceParent = "traceparent";

    public override IReadOnlyCollection<string> Fields { get; } = [TraceParent];

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
        getter?.Invoke(carrier, TraceParent, out traceId, out _);
        traceId = ActivityContext.TryParse(traceId, traceState: null, out _) ? traceId : null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity?.Id is { } id)
        {
            setter?.Invoke(carrier, TraceParent, id);
        }
    }
}
