
namespace KetamineCrd.Server.Loading;

/// <summary>The engine that answers now. A call takes it once and keeps it to its end, so that no answer mixes two policy sets.</summary>
internal sealed class CurrentEngine(CrdEngine first)
{
    private volatile CrdEngine _value = first;

    public CrdEngine Value => _value;

    public void Swap(CrdEngine next) => _value = next;
}
