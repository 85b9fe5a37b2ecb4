using System.Text;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>An output that takes writes only while its gate is open, and keeps what it took.</summary>
internal sealed class GatedStream : Stream
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly TaskCompletionSource _isHeldUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<byte[]> _writes = [];
    private int _failures;

    /// <summary>Done once a write stands before the closed gate.</summary>
    public Task IsHeldUp => _isHeldUp.Task;

    public int Writes
    {
        get
        {
            lock (_lock)
            {
                return _writes.Count;
            }
        }
    }

    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString([.. _writes.SelectMany(w => w)]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void CloseGate() => _gate.Reset();

    public void OpenGate() => _gate.Set();

    /// <summary>The next writes fail, as on a full disk.</summary>
    public void Fail(int times) => Volatile.Write(ref _failures, times);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_gate.IsSet)
        {
            _isHeldUp.TrySetResult();
        }

        _gate.Wait();
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new IOException("No space left on device.");
        }

        lock (_lock)
        {
            _writes.Add(buffer.ToArray());
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
