
namespace KetamineCrd.Resources;

/// <summary>A file of the operator's, or what a symbolic link leads to, that is read only when it is a regular one and no larger than it may be.</summary>
public sealed class RegularFile
{
    private readonly FileInfo _target;

    /// <exception cref="IOException">Symbolic links lead round in a circle.</exception>
    public RegularFile(string path)
        : this(new FileInfo(path))
    {
    }

    /// <exception cref="IOException">Symbolic links lead round in a circle.</exception>
    public RegularFile(FileInfo file)
    {
        Path = file.FullName;
        _target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    /// <summary>Where it was found, a link not followed.</summary>
    public string Path { get; }

    /// <summary>When the content was written, a link followed.</summary>
    public DateTime Written => _target.LastWriteTimeUtc;

    /// <summary>In bytes; 0 for what is no regular file, and where a link leads nowhere.</summary>
    public long Length => _target.Exists ? _target.Length : 0;

    /// <summary>The content.</summary>
    /// <param name="most">The most bytes it may have.</param>
    /// <returns>Null when it is no regular file, is empty, or is larger; it was then not read.</returns>
    /// <exception cref="IOException">It cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public byte[]? Read(int most)
    {
        // To open a named pipe is to wait for its writer. Pipes, sockets and devices have no length, which is known without opening them.
        if (!IsAdmitted(Length, most))
        {
            return null;
        }

        // It may be another file by now.
        using var stream = _target.OpenRead();
        if (!stream.CanSeek || !IsAdmitted(stream.Length, most))
        {
            return null;
        }

        var content = new byte[stream.Length];
        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    private static bool IsAdmitted(long length, int most) => length > 0 && length <= most;
}
