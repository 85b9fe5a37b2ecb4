using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Statements of one kind, built once, with the places of what differs between them.</summary>
internal sealed class StatementTemplate
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly List<(int Start, int End, Func<CoverageInformation, string> Value)> _values = [];

    public StatementTemplate(StatementKind kind)
    {
        _utf8 = FhirWriting.ToUtf8(new CoverageInformationExtension(kind.Form).Build(kind.Blank));
        using var document = JsonDocument.Parse(_utf8);

        // By where a value stands, so that no text of a policy is ever taken for one.
        foreach (var part in document.RootElement.Items("extension"u8))
        {
            if (Varying(part) is var (element, value) && element.ValueKind == JsonValueKind.String)
            {
                var raw = JsonMarshal.GetRawUtf8Value(element);
                _utf8.Span.Overlaps(raw, out var start);
                _values.Add((start, start + raw.Length, value));
            }
        }
    }

    /// <summary>About how many bytes a statement has.</summary>
    public int Length => _utf8.Length + (_values.Count * 32);

    public void Write(IBufferWriter<byte> buffer, CoverageInformation statement)
    {
        var from = 0;
        foreach (var (start, end, value) in _values)
        {
            buffer.Write(_utf8.Span[from..start]);
            buffer.Write("\""u8);
            Encoding.UTF8.GetBytes(JsonText.Options.Encoder!.Encode(value(statement)), buffer);
            buffer.Write("\""u8);
            from = end;
        }

        buffer.Write(_utf8.Span[from..]);
    }

    private static (JsonElement Element, Func<CoverageInformation, string> Value)? Varying(JsonElement part) => part.Text("url"u8) switch
    {
        "coverage" => (part.Member("valueReference"u8).Member("reference"u8), s => s.Coverage!),
        "dependency" => (part.Member("valueReference"u8).Member("reference"u8), s => s.Dependency!),
        "date" => (part.Member("valueDate"u8), s => Day(s.Date)),
        "coverage-assertion-id" => (part.Member("valueString"u8), s => s.AssertionId),
        "satisfied-pa-id" => (part.Member("valueString"u8), s => (s.Assertion.Benefit.PriorAuthorization as PriorAuthorization.Satisfied)?.Number ?? s.AssertionId),
        "expiry-date" => (part.Member("valueDate"u8), s => Day(s.Assertion.Expiry!.Value)),
        _ => null,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
