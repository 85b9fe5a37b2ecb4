namespace KetamineCrd.Server.Feedback;

/// <summary>A UUID as text (RFC 9562 section 4), in either case; also as URN, since CRD 2.0.1 wrote card ids that way.</summary>
internal static class Uuid
{
    private const string UrnPrefix = "urn:uuid:";

    /// <summary>Null for any other text.</summary>
    public static Guid? Read(string text)
    {
        var digits = text.StartsWith(UrnPrefix, StringComparison.OrdinalIgnoreCase) ? text.AsSpan(UrnPrefix.Length) : text;
        return Guid.TryParseExact(digits, "D", out var uuid) ? uuid : null;
    }
}
