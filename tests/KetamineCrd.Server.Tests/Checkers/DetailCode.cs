
namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>One code of <c>detail.code</c> (crd.md section 10).</summary>
/// <param name="Value">The member that holds its value.</param>
/// <param name="Category">Null is any category.</param>
internal sealed record DetailCode(string Code, string Value, string? Category);
