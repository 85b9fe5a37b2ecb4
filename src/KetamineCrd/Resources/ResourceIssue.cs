
namespace KetamineCrd.Resources;

/// <summary>What is wrong with a data file.</summary>
/// <param name="File">Its path.</param>
/// <param name="Path">The place in it; empty for the whole file.</param>
public sealed record ResourceIssue(string File, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{File}: {Message}" : $"{File} at {Path}: {Message}";
}
