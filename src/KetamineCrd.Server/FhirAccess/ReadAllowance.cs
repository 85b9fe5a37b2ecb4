namespace KetamineCrd.Server.FhirAccess;

/// <summary>What one call may still read, so that a call that names thousands of resources does not flood the client's FHIR server or this one.</summary>
internal sealed class ReadAllowance
{
    /// <summary>Requests of one call, further pages included. Calls of one order make 5 at most; an order set some 20.</summary>
    public const int MostReads = 60;

    /// <summary>Bytes of all answers to one call, as they are when unpacked.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private int _reads = MostReads;
    private long _bytes = MostBytes;

    public bool TryTakeRead() => Interlocked.Decrement(ref _reads) >= 0;

    public bool TryTakeBytes(int count) => Interlocked.Add(ref _bytes, -count) >= 0;
}
