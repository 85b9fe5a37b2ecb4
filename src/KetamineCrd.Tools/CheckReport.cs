using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KetamineCrd.Checks;

namespace KetamineCrd.Tools;

/// <summary>The findings of a check, for people or for a build.</summary>
internal sealed record CheckReport(int Files, IReadOnlyList<PolicyFinding> Findings)
{
    // Read by people and programs, never put into a web page: quotes and umlauts may stand as they are.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public int Errors => Findings.Count(f => f.Severity == FindingSeverity.Error);

    public int Warnings => Findings.Count - Errors;

    public void WriteText(TextWriter output)
    {
        foreach (var finding in Findings)
        {
            output.WriteLine(finding.Severity == FindingSeverity.Warning ? $"{finding} (warning)" : finding.ToString());
        }

        output.WriteLine($"{Counted.Of(Files, "file")}: {Counted.Of(Errors, "error")}, {Counted.Of(Warnings, "warning")}.");
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(new { Files, Errors, Warnings, Findings }, Json));
}
