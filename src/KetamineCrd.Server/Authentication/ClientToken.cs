using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using KetamineCrd.Fhir;

namespace KetamineCrd.Server.Authentication;

/// <summary>A client's token as it was presented: read, not yet believed.</summary>
internal sealed class ClientToken
{
    /// <summary>The longest token that is looked at.</summary>
    public const int MostCharacters = 16 * 1024;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // A name that stands twice is read differently by different readers.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private ClientToken(string text, byte[] signature, JsonElement header, JsonElement claims)
    {
        (_header, _claims) = (header, claims);
        Text = text;
        Signature = signature;
        Algorithm = header.Text("alg"u8);
        Type = header.Text("typ"u8);
        KeyId = header.Text("kid"u8);
        KeySetAddress = header.Text("jku"u8);
        HasKeySetAddress = Has(header, "jku"u8);
        HasCritical = Has(header, "crit"u8);
        Issuer = claims.Text("iss"u8);
        Tenant = claims.Text("tenant"u8);
        HasTenant = Has(claims, "tenant"u8);
        Id = claims.Text("jti"u8);
        Audiences = ReadAudiences(claims.Member("aud"u8));
        Expires = ReadDate(claims.Member("exp"u8));
        IssuedAt = ReadDate(claims.Member("iat"u8));
        NotBefore = ReadDate(claims.Member("nbf"u8));
        HasNotBefore = Has(claims, "nbf"u8);
    }

    public string? Algorithm { get; }

    public string? Type { get; }

    public string? KeyId { get; }

    public string? KeySetAddress { get; }

    public bool HasKeySetAddress { get; }

    public bool HasCritical { get; }

    public string? Issuer { get; }

    public string? Tenant { get; }

    public bool HasTenant { get; }

    /// <summary><c>jti</c>.</summary>
    public string? Id { get; }

    public IReadOnlyList<string> Audiences { get; }

    /// <summary>Seconds since 1970; null when absent or no NumericDate.</summary>
    public double? Expires { get; }

    /// <inheritdoc cref="Expires"/>
    public double? IssuedAt { get; }

    /// <inheritdoc cref="Expires"/>
    public double? NotBefore { get; }

    public bool HasNotBefore { get; }

    /// <summary>As it came.</summary>
    public string Text { get; }

    public byte[] Signature { get; }

    /// <summary>What whoever has made a token asks for first when it is refused, in the order of the token.</summary>
    public IReadOnlyList<TokenPart> Parts =>
    [
        TokenPart.Of("kid", _header.Member("kid"u8)),
        TokenPart.Of("jku", _header.Member("jku"u8)),
        TokenPart.Of("iss", _claims.Member("iss"u8)),
        TokenPart.Of("aud", _claims.Member("aud"u8)),
        TokenPart.Of("exp", _claims.Member("exp"u8), Expires is { } seconds ? $"{DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds)):yyyy-MM-ddTHH:mm:ssZ}" : null),
    ];

    /// <summary>Reads a compact JWS. Nothing of it is checked but that it can be read.</summary>
    /// <param name="text">At most <see cref="MostCharacters"/> characters.</param>
    /// <param name="unreadable">The check that it fails, when null is returned.</param>
    public static ClientToken? TryRead(string text, out TokenCheck unreadable)
    {
        unreadable = TokenCheck.Shape;
        if (text.Length > MostCharacters || text.Split('.') is not [var header, var claims, var signature]
            || Decode(header) is not { } headerJson || Decode(claims) is not { } claimsJson || Decode(signature) is not { } signatureBytes)
        {
            return null;
        }

        unreadable = TokenCheck.Header;
        if (Parse(headerJson) is not { } headerRead)
        {
            return null;
        }

        unreadable = TokenCheck.Claims;
        return Parse(claimsJson) is { } claimsRead ? new ClientToken(text, signatureBytes, headerRead, claimsRead) : null;
    }

    private static byte[]? Decode(string part)
    {
        // The decoder itself passes over white space and padding, which a JWS has not (RFC 7515 section 2).
        if (part.Length is 0 || part.Length % 4 == 1 || part.AsSpan().ContainsAnyExcept(Base64UrlCharacters))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(part);
    }

    private static JsonElement? Parse(byte[] utf8)
    {
        try
        {
            return JsonElement.Parse(utf8, Strict) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON, too deep, a name twice or one that is no text
        }
    }

    private static bool Has(JsonElement json, ReadOnlySpan<byte> name) => json.Member(name).ValueKind != JsonValueKind.Undefined;

    private static string[] ReadAudiences(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String when json.AsText() is { } one => [one],
        JsonValueKind.Array when json.GetArrayLength() <= 100 => [.. json.EnumerateArray().Select(FhirJson.AsText).OfType<string>()],
        _ => [],
    };

    // Until about the year 5138.
    private static double? ReadDate(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e11 ? seconds : null;
}
