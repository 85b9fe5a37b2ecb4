using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Server.Feedback;

/// <summary>The reasons that our cards offer, from <c>fhir-resources/CodeSystem/override-reason.json</c>. Any other code is a client's text.</summary>
internal sealed class OverrideReasons
{
    /// <summary>Stands for a reason that is none of ours.</summary>
    public const string Other = "other";

    /// <summary>Stands for no reason.</summary>
    public const string None = "none";

    private readonly string? _system;
    private readonly HashSet<string> _codes;

    private OverrideReasons(string? system, HashSet<string> codes)
    {
        _system = system;
        _codes = codes;
    }

    public static OverrideReasons Of(CrdEngine engine)
    {
        var json = engine.Resources.FirstOrDefault(r => r is { Type: "CodeSystem", Id: "override-reason" })?.Json ?? default;
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var concept in json.Items("concept"u8))
        {
            if (concept.Text("code"u8) is { } code)
            {
                codes.Add(code);
            }
        }

        return new OverrideReasons(json.Text("url"u8), codes);
    }

    /// <summary>The code of ours, <see cref="Other"/> or <see cref="None"/>; never what the client wrote.</summary>
    public string NameOf(JsonElement coding)
    {
        if (coding.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        var reason = new Coding(coding);
        return reason.System == _system && reason.Code is { } code && _codes.TryGetValue(code, out var ours) ? ours : Other;
    }
}
