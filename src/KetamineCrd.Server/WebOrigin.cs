
namespace KetamineCrd.Server;

/// <summary>The origin of a web page (RFC 6454): scheme, host, and the port where it is not the usual one.</summary>
internal static class WebOrigin
{
    /// <summary>What a setting that should have been one is told.</summary>
    public const string Expected = "must be a web origin such as https://ehr.example.org, without a path";

    /// <summary>True when it is written as browsers write it. <c>null</c>, the origin of whoever hides theirs, is none.</summary>
    public static bool IsOne(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "https" or "http" && origin.GetLeftPart(UriPartial.Authority) == text;

    /// <summary>True for a page that a server on this machine serves.</summary>
    public static bool IsOfThisMachine(string text) => IsOne(text) && CallingPlace.IsThisMachine(new Uri(text).Host);
}
