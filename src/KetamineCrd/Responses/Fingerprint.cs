using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KetamineCrd.Responses;

/// <summary>Ids that follow from what they stand for, so that the same answer has the same id and nothing needs a random source.</summary>
internal static class Fingerprint
{
    /// <summary>A UUID of RFC 9562 version 8.</summary>
    public static Guid Uuid(params ReadOnlySpan<string?> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(parts, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>24 hexadecimal digits after a prefix.</summary>
    public static string Id(string prefix, params ReadOnlySpan<string?> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(parts, hash);
        return prefix + Convert.ToHexString(hash[..12]);
    }

    private static void Hash(ReadOnlySpan<string?> parts, Span<byte> hash)
    {
        var most = parts.Length;
        foreach (var part in parts)
        {
            most += Encoding.UTF8.GetMaxByteCount(part?.Length ?? 0);
        }

        // A unit separator keeps ("a", "bc") apart from ("ab", "c").
        var bytes = ArrayPool<byte>.Shared.Rent(most);
        var length = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                bytes[length++] = 0x1F;
            }

            length += Encoding.UTF8.GetBytes(parts[i], bytes.AsSpan(length));
        }

        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
    }
}
