using System.Security.Cryptography;

namespace KetamineCrd.Server.Authentication;

/// <summary>A signature algorithm of JSON Web Algorithms (RFC 7518 section 3.1). Only asymmetric ones exist here: <c>none</c> and HMAC have no way in.</summary>
/// <param name="Curve">Of an EC key; null for RSA.</param>
/// <param name="Padding">Of an RSA signature; null for EC.</param>
internal sealed record SignatureAlgorithm(string Name, HashAlgorithmName Hash, string? Curve = null, RSASignaturePadding? Padding = null)
{
    /// <summary>Trusted unless a client's entry says otherwise (CDS Hooks 2.0, "JWT Signing Algorithm").</summary>
    public static IReadOnlyList<string> Recommended { get; } = ["ES384", "RS384"];

    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        new("ES256", HashAlgorithmName.SHA256, Curve: "P-256"),
        new("ES384", HashAlgorithmName.SHA384, Curve: "P-384"),
        new("ES512", HashAlgorithmName.SHA512, Curve: "P-521"),
        new("RS256", HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pkcs1),
        new("RS384", HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pkcs1),
        new("RS512", HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pkcs1),
        new("PS256", HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pss),
        new("PS384", HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pss),
        new("PS512", HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pss),
    ];

    /// <summary>Null for any other name; names are case-sensitive.</summary>
    public static SignatureAlgorithm? Find(string? name) => All.FirstOrDefault(a => a.Name == name);
}
