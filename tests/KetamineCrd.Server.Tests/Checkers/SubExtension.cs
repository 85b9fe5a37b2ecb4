
namespace KetamineCrd.Server.Tests.Checkers;

/// <summary>One line of the table of crd.md section 10.</summary>
/// <param name="Url">The sub-url; inside <c>detail</c> with <c>detail.</c> before it.</param>
/// <param name="Most">Null is any number.</param>
/// <param name="Types">The types its value may have; none for <c>detail</c>, which has parts instead.</param>
/// <param name="Codes">The codes its value may have; none where any value goes.</param>
internal sealed record SubExtension(string Url, int Least, int? Most, string[] Types, params string[] Codes)
{
    /// <summary>The member names of a value, such as <c>valueCode</c>.</summary>
    public IEnumerable<string> ValueMembers => Types.Select(t => $"value{char.ToUpperInvariant(t[0])}{t[1..]}");
}
