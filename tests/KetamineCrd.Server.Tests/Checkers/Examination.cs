using System.Text.Json;

namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>One answer under examination: the call it answers, the version that holds, and the broken rules found so far.</summary>
internal sealed class Examination(CheckedCall call, CrdDialect dialect)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _uuids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _updated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _coverageOfId = new(StringComparer.Ordinal);

    public CheckedCall Call => call;

    public CrdDialect Dialect => dialect;

    public IReadOnlyList<string> Problems => _problems;

    public void Require(bool holds, string path, string rule)
    {
        if (!holds)
        {
            _problems.Add($"{path}: {rule}");
        }
    }

    /// <summary>Cards and suggestions are told apart by their uuid in feedback.</summary>
    public void RequireOwnUuid(string? uuid, string path)
    {
        Require(uuid is not null && Guid.TryParseExact(uuid, "D", out _), path, "a bare UUID is required (CRD 2.2.1 resp-3, resp-13)");
        Require(uuid is null || _uuids.Add(uuid), path, "each card and suggestion has its own (CDS Hooks 2.0)");
    }

    public void RequireFirstUpdate(string reference, string path) => Require(_updated.Add(reference), path, "one action for one resource (CRD 2.2.1 resp-29)");

    /// <param name="id">A coverage-assertion-id or satisfied-pa-id.</param>
    public void RequireOneCoverage(string? id, string? coverage, string path) =>
        Require(
            id is null || _coverageOfId.TryAdd(id, coverage) || _coverageOfId[id] == coverage, path,
            "different coverages have different coverage-assertion-id and satisfied-pa-id (CRD 2.2.1 resp-32)");

    /// <summary>CDS Hooks 2.0 "Use of JSON": no null, nothing empty, but for cards. A member <c>resource</c> is looked into by who knows whose it is.</summary>
    public void RequireNothingEmpty(JsonElement json, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                Require(holds: false, path, "null (CDS Hooks 2.0, Use of JSON)");
                break;
            case JsonValueKind.String:
                Require(!string.IsNullOrWhiteSpace(json.GetString()), path, "empty text (CDS Hooks 2.0, Use of JSON)");
                break;
            case JsonValueKind.Array:
                Require(path == "cards" || json.GetArrayLength() > 0, path, "empty array (CDS Hooks 2.0, Use of JSON)");
                foreach (var (index, item) in json.EnumerateArray().Index())
                {
                    RequireNothingEmpty(item, $"{path}[{index}]");
                }

                break;
            case JsonValueKind.Object:
                Require(json.EnumerateObject().Any(), path, "empty object (CDS Hooks 2.0, Use of JSON)");
                foreach (var member in json.EnumerateObject().Where(m => m.Name != "resource"))
                {
                    RequireNothingEmpty(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
                }

                break;
            default:
                break;
        }
    }
}
