namespace KetamineCrd.Hooks;

/// <summary>A token of a prefetch template, <c>{{context.patientId}}</c>, which a client is meant to fill in.</summary>
public static class PrefetchToken
{
    /// <summary>True for a text in which a token was left; nothing can be searched by it.</summary>
    public static bool IsIn(string text) => text.Contains("{{", StringComparison.Ordinal);
}
