using KetamineCrd.Server.Bodies;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>What one call may still read, so that a call that names thousands of resources does not flood the client's FHIR server or this one.</summary>
/// <param name="call">What the call holds of the memory of all.</param>
internal sealed class ReadAllowance(CallBytes call)
{
    /// <summary>Requests of one call, further pages included. Calls of one order make 5 at most; an order set some 20.</summary>
    public const int MostReads = 60;

    /// <summary>Bytes of all answers to one call, as they are when unpacked.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Bytes that the parser takes for them. A search of five full pages takes some 18 MB.</summary>
    public const int MostParsedBytes = 32 * 1024 * 1024;

    private int _reads = MostReads;
    private long _bytes = MostBytes;
    private long _parsedBytes = MostParsedBytes;

    public bool TryTakeRead() => Interlocked.Decrement(ref _reads) >= 0;

    public bool TryTakeBytes(int count) => Interlocked.Add(ref _bytes, -count) >= 0 && call.TryTake(count);

    public bool TryTakeParsed(long count) => Interlocked.Add(ref _parsedBytes, -count) >= 0 && call.TryTake(count);
}
