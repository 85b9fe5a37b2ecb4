
namespace KetamineCrd.Server.Keys;

/// <summary>Keys that stand in the client's entry, or in a file: exchanged out of band (CDS Hooks 2.0, "Trusting CDS Clients").</summary>
internal sealed class RegisteredKeys(KeySet keys) : IClientKeys
{
    public KeySet Current => keys;

    public ValueTask PrepareAsync(string keyId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Doubt()
    {
        // A new key comes with a new entry.
    }
}
