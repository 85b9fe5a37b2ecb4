using System.Buffers;
using System.Collections.Concurrent;

namespace KetamineCrd.Responses;

/// <summary>Writes coverage information. Each kind of statement is built once: that is ten times the work of writing it again.</summary>
internal sealed class CoverageInformationWriter
{
    // The base address may come from the client, so the number of entries is bounded.
    private const int Most = 1_024;

    private readonly ConcurrentDictionary<StatementKind, StatementTemplate> _templates = new();

    /// <summary>The Extension as UTF-8; several are joined by commas, as items of an array.</summary>
    /// <param name="statements">At least one.</param>
    /// <param name="form">How they are written.</param>
    public ReadOnlyMemory<byte> ToUtf8(IReadOnlyList<CoverageInformation> statements, StatementForm form)
    {
        StatementTemplate[] templates = [.. statements.Select(s => TemplateOf(StatementKind.Of(s, form)))];
        var buffer = new ArrayBufferWriter<byte>(templates.Sum(t => t.Length));
        for (var i = 0; i < statements.Count; i++)
        {
            if (i > 0)
            {
                buffer.Write(","u8);
            }

            templates[i].Write(buffer, statements[i]);
        }

        return buffer.WrittenMemory;
    }

    private StatementTemplate TemplateOf(StatementKind kind)
    {
        if (!_templates.TryGetValue(kind, out var template))
        {
            template = new StatementTemplate(kind);
            if (_templates.Count >= Most)
            {
                _templates.Clear();
            }

            _templates.TryAdd(kind, template);
        }

        return template;
    }
}
