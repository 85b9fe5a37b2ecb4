using KetamineCrd.Resources;

namespace KetamineCrd.Server.Loading;

/// <summary>Which data files a folder holds, how large each is and when it was written: two that are equal mean that nothing has changed in between.</summary>
internal sealed class FolderState : IEquatable<FolderState>
{
    private readonly (string File, DateTime Written, long Length)[] _files;

    private FolderState((string File, DateTime Written, long Length)[] files) => _files = files;

    public static FolderState Of(string folder) =>
        new([.. ResourceFolder.Find(folder).Select(f => (f.Path, f.Written, f.Length)).OrderBy(f => f.Path, StringComparer.Ordinal)]);

    public bool Equals(FolderState? other) => other is not null && _files.AsSpan().SequenceEqual(other._files);

    public override bool Equals(object? obj) => Equals(obj as FolderState);

    public override int GetHashCode() => _files.Length;
}
