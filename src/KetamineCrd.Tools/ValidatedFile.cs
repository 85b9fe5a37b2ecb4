using System.Runtime.InteropServices;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Validation;

namespace KetamineCrd.Tools;

/// <summary>A file with a resource, or with a hook call.</summary>
internal sealed record ValidatedFile(string Name, ReadOnlyMemory<byte> Json)
{
    /// <summary>Null, said to the user, when it cannot be read.</summary>
    public static async Task<ValidatedFile?> ReadAsync(string name, ToolContext tool, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(name, cancellationToken);
            return new ValidatedFile(name, bytes.AsMemory(ByteOrderMark.LengthIn(bytes)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tool.Misuse($"'{name}' is not a file that can be read.");
            return null;
        }
    }

    /// <summary>The findings, those of a call with places in the call.</summary>
    public async Task<IReadOnlyList<ValidationFinding>> JudgeAsync(Validators validators, string? profile, CancellationToken cancellationToken)
    {
        using var document = Parse();
        if (document is null || document.RootElement.Member("hook"u8).ValueKind != JsonValueKind.String)
        {
            return await (await validators.OfAsync(Dialect.Crd22, cancellationToken)).ValidateAsync(Json, profile, cancellationToken);
        }

        var root = document.RootElement;
        var validator = await validators.OfAsync(DialectOf(root), cancellationToken);
        var findings = new List<ValidationFinding>();
        foreach (var resource in SentResources.Of(root))
        {
            var path = ElementPath.Of(root, resource) ?? "";
            findings.AddRange((await validator.ValidateAsync(JsonMarshal.GetRawUtf8Value(resource).ToArray(), profile, cancellationToken)).Select(finding => finding.At(path)));
        }

        return findings;
    }

    private static Dialect DialectOf(JsonElement root) =>
        root.Member("extension"u8).Text("davinci-crd.requestedVersion"u8) is { } version && Dialect.All.FirstOrDefault(d => d.IsVersion(version)) is { } named ? named : Dialect.Crd22;

    // What is no JSON is judged to be none.
    private JsonDocument? Parse()
    {
        try
        {
            return JsonDocument.Parse(Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
