using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace KetamineCrd.Server.Logging;

/// <summary>Log lines as UTF-8, as they will be written.</summary>
internal sealed class LogLines(ITextFormatter formatter)
{
    private readonly StringBuilder _text = new(capacity: 1_024);
    private readonly ArrayBufferWriter<byte> _bytes = new(initialCapacity: 64 * 1_024);

    // Knows both halves of a character in two pieces of a text, and writes a half alone as U+FFFD.
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public int Count { get; private set; }

    public void Add(LogEvent line)
    {
        _ = _text.Clear();
        using (var text = new StringWriter(_text, CultureInfo.InvariantCulture))
        {
            formatter.Format(line, text);
        }

        foreach (var piece in _text.GetChunks())
        {
            _encoder.Convert(piece.Span, _bytes, flush: false, out _, out _);
        }

        Count++;
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }
}
