using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.Keys;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>What a client's token costs: reading it, which every call pays, and its signature, which only what passes the other checks pays.</summary>
public class TokenBenchmarks
{
    private const string Payload =
        """{"iss":"https://ehr.example.org","aud":"https://crd.payer.example/cds-services/crd-order-sign","iat":1795255200,"exp":1795255500,"jti":"7f0c5a52c6b94f1a8f6b0d6a"}""";

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _rsa = RSA.Create(3072);
    private readonly string _es384;
    private readonly string _rs384;
    private readonly KeySet _keys;
    private readonly TokenSignature _signature = new();

    public TokenBenchmarks()
    {
        var q = _ec.ExportParameters(includePrivateParameters: false).Q;
        var m = _rsa.ExportParameters(includePrivateParameters: false);
        using var jwks = JsonDocument.Parse($$"""
            {"keys":[{"kty":"EC","crv":"P-384","kid":"1","x":"{{Encode(q.X!)}}","y":"{{Encode(q.Y!)}}"},{"kty":"RSA","kid":"2","n":"{{Encode(m.Modulus!)}}","e":"{{Encode(m.Exponent!)}}"}]}
            """);
        _keys = KeySet.TryRead(jwks.RootElement, (_, expected) => throw new InvalidOperationException(expected))!;
        _es384 = Sign("ES384", "1", text => _ec.SignData(text, HashAlgorithmName.SHA384));
        _rs384 = Sign("RS384", "2", text => _rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
    }

    [Benchmark]
    public object? Read() => ClientToken.TryRead(_es384, out _);

    [Benchmark]
    public Task<bool> ReadAndVerifyES384() => VerifyAsync(_es384);

    [Benchmark]
    public Task<bool> ReadAndVerifyRS384() => VerifyAsync(_rs384);

    private static string Sign(string algorithm, string keyId, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{keyId}}"}"""))}.{Encode(Encoding.UTF8.GetBytes(Payload))}";
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private async Task<bool> VerifyAsync(string token)
    {
        var (failed, _) = await _signature.CheckAsync(ClientToken.TryRead(token, out _)!, SigningAlgorithms.Recommended, _keys);
        return failed is null ? true : throw new InvalidOperationException("The signature is good.");
    }
}
