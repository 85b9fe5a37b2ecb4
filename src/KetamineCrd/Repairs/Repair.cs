using System.Text.Json;

namespace KetamineCrd.Repairs;

/// <summary>One place of a call that was repaired.</summary>
/// <param name="Path">JSON path from the root of the call. Never a value.</param>
/// <param name="Code">A code: a <see cref="RepairKind"/>, such as <c>array-expected</c>.</param>
public sealed record Repair(string Path, string Code)
{
    public static Repair Of(string path, RepairKind kind) => new(path, JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()));
}
