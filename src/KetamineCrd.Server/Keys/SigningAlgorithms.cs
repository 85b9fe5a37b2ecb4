using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Keys;

/// <summary>The signature algorithms (RFC 7518 section 3.1) that a client may be registered for. Only asymmetric ones: <c>none</c> and HMAC have no way in.</summary>
internal static class SigningAlgorithms
{
    /// <summary>Trusted unless a client's entry says otherwise (CDS Hooks 2.0, "JWT Signing Algorithm").</summary>
    public static IReadOnlyList<string> Recommended { get; } = [SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha384];

    /// <summary>Names are case-sensitive.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];
}
