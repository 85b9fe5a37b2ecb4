namespace KetamineCrd.Tools;

/// <summary>A number with its noun.</summary>
internal static class Counted
{
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
