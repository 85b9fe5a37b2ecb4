namespace KetamineCrd.Checks;

/// <summary>What a check says about a data file.</summary>
/// <param name="File">Its path.</param>
/// <param name="Path">The place in it; empty for the whole file.</param>
public sealed record PolicyFinding(FindingSeverity Severity, string File, string Path, string Message)
{
    public static PolicyFinding Error(string file, string path, string message) => new(FindingSeverity.Error, file, path, message);

    public static PolicyFinding Warning(string file, string path, string message) => new(FindingSeverity.Warning, file, path, message);

    public override string ToString() => Path.Length == 0 ? $"{File}: {Message}" : $"{File}: {Path}: {Message}";
}

public enum FindingSeverity
{
    /// <summary>Wrong: it must not go into use.</summary>
    Error,

    /// <summary>Possibly right, but someone should look.</summary>
    Warning,
}
