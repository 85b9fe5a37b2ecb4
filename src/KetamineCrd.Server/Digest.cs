using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KetamineCrd.Server;

/// <summary>The first half of a SHA-256: tells apart what it is made from, and does not give it back.</summary>
internal static class Digest
{
    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
