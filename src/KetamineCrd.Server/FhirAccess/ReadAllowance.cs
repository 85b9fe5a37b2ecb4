using KetamineCrd.Hooks;
using KetamineCrd.Server.Bodies;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>What one call may still read, so that a call that names thousands of resources does not flood the client's FHIR server or this one.</summary>
/// <param name="call">What the call holds of the memory of all.</param>
internal sealed class ReadAllowance(CallBytes call)
{
    private int _reads = CallLimits.MostReads;
    private long _bytes = CallLimits.MostReadBytes;
    private long _parsedBytes = CallLimits.MostReadParsedBytes;

    public bool TryTakeRead() => Interlocked.Decrement(ref _reads) >= 0;

    public bool TryTakeBytes(int count) => Interlocked.Add(ref _bytes, -count) >= 0 && call.TryTake(count);

    public bool TryTakeParsed(long count) => Interlocked.Add(ref _parsedBytes, -count) >= 0 && call.TryTake(count);
}
