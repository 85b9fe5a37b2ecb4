using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.Validation;

/// <summary>Calls that were answered, or refused, and wait to be judged. A call never waits for it: what finds the queue full is dropped and counted. Thread-safe.</summary>
/// <remarks>Resources are copied, since the call's own buffer goes back when it has its answer; what waits is in no budget but this.</remarks>
internal sealed class ReportQueue(IMeterFactory meters)
{
    /// <summary>Of all resources that wait, or are judged now.</summary>
    public const long MostBytes = 8 * 1024 * 1024;

    public const int MostCalls = 256;

    private readonly Channel<AnsweredCall> _calls = Channel.CreateBounded<AnsweredCall>(new BoundedChannelOptions(MostCalls) { SingleReader = true });

    private readonly Counter<long> _dropped =
        meters.Create("KetamineCrd").CreateCounter<long>("crd.validation.dropped", "{call}", "Calls that were not validated, since too many were waiting.");

    private long _bytes;

    /// <summary>What waits or is judged now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public IAsyncEnumerable<AnsweredCall> ReadAllAsync(CancellationToken cancellationToken) => _calls.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Resources that are too large to be judged are left out.</summary>
    /// <param name="request">The call, while it is open.</param>
    /// <param name="client">The name that the operator gave the client.</param>
    public void Add(HookRequest request, string client)
    {
        var resources = SentResources.Of(request.Root).Where(resource => JsonMarshal.GetRawUtf8Value(resource).Length <= CurrentValidator.MostBytes).ToList();
        var bytes = resources.Sum(resource => (long)JsonMarshal.GetRawUtf8Value(resource).Length);

        // Room is taken before anything is copied.
        if (Interlocked.Add(ref _bytes, bytes) > MostBytes
            || !_calls.Writer.TryWrite(new AnsweredCall(client, request.Service.Hook, request.Dialect, bytes, [.. resources.Select(resource => JsonMarshal.GetRawUtf8Value(resource).ToArray())])))
        {
            _ = Interlocked.Add(ref _bytes, -bytes);
            _dropped.Add(1, new KeyValuePair<string, object?>("client", client));
        }
    }

    /// <summary>To be called when a call has been judged.</summary>
    public void Release(AnsweredCall call) => _ = Interlocked.Add(ref _bytes, -call.Bytes);
}

/// <summary>What is judged of a call.</summary>
/// <param name="Client">The name that the operator gave the client.</param>
/// <param name="Hook">The hook's name.</param>
/// <param name="Dialect">The release of the guide by which it is judged.</param>
/// <param name="Bytes">Of all resources together.</param>
/// <param name="Resources">Copies.</param>
internal sealed record AnsweredCall(string Client, string Hook, Dialect Dialect, long Bytes, IReadOnlyList<byte[]> Resources);
