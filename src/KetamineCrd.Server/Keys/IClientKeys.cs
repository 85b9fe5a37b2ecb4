
namespace KetamineCrd.Server.Keys;

/// <summary>Where the keys of one client come from.</summary>
internal interface IClientKeys
{
    /// <summary>The keys that count now.</summary>
    KeySet Current { get; }

    /// <summary>Sees to it that <see cref="Current"/> is as fresh as it should be before this key is looked for. Returns whether or not it succeeded.</summary>
    ValueTask PrepareAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>A signature did not fit: the key may have been replaced under its <c>kid</c>, so the next call should look.</summary>
    void Doubt();
}
