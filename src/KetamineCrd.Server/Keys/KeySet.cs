using System.Text.Json;
using KetamineCrd.Fhir;
using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Keys;

/// <summary>The keys of one client (a JWK Set, RFC 7517 section 5). Never looked up by <c>kid</c> alone: two clients may use the same.</summary>
internal sealed class KeySet
{
    public const int MostKeys = 100;

    /// <summary>Each that fits is tried, so that many would make a check dear.</summary>
    public const int MostOfOneId = 4;

    private readonly JsonWebKey[] _keys;

    private KeySet(JsonWebKey[] keys) => _keys = keys;

    public static KeySet Empty { get; } = new([]);

    public int Count => _keys.Length;

    /// <summary>Reads a set. A key that cannot be used is left out and told of, as a set may hold keys for other purposes.</summary>
    /// <param name="problem">Gets the place of each key that is left out, relative to the set, and what was expected.</param>
    /// <returns>Null when there is no usable key.</returns>
    public static KeySet? TryRead(JsonElement jwks, Action<string, string> problem)
    {
        var keys = new List<JsonWebKey>();
        var index = 0;
        foreach (var jwk in jwks.Items("keys"u8))
        {
            if (index == MostKeys)
            {
                problem("keys", $"at most {MostKeys} keys are read");
                break;
            }

            if (PublicKey.TryRead(jwk, out var reason) is not { } key)
            {
                problem($"keys:{index}", reason);
            }
            else if (keys.Count(k => k.Kid == key.Kid) == MostOfOneId)
            {
                problem($"keys:{index}", $"at most {MostOfOneId} keys may have one 'kid'");
            }
            else
            {
                keys.Add(key);
            }

            index++;
        }

        if (keys.Count > 0)
        {
            return new KeySet([.. keys]);
        }

        problem("keys", "at least one public key for signatures was expected");
        return null;
    }

    public bool Holds(string keyId) => Array.Exists(_keys, k => k.Kid == keyId);

    /// <summary>The keys of that <c>kid</c> that fit, at most <see cref="MostOfOneId"/>: nothing keeps a client from publishing several, such as one before and one after a rotation.</summary>
    public JsonWebKey[] Find(string keyId, string algorithm) => Array.FindAll(_keys, k => k.Kid == keyId && PublicKey.Fits(k, algorithm));
}
