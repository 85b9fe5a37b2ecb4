using System.Buffers;

namespace KetamineCrd.Tests.Checks;

/// <summary>The content of a data file that counts how often it is looked at.</summary>
internal sealed class CountedContent(byte[] content) : MemoryManager<byte>
{
    public int Looks { get; private set; }

    public override Span<byte> GetSpan()
    {
        Looks++;
        return content;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
