using Hl7.Fhir.Model;

namespace KetamineCrd.Definitions;

/// <summary>The search parameters that the SDK has for types that are held, as text.</summary>
/// <remarks>
/// A line for each: type, name, type of the parameter, the end of its canonical, and the elements where its values stand, with <c>|</c> between them. The server does not ask the SDK itself:
/// its list of all 1,698 parameters costs a process 180 ms and 25 MB at least.
/// </remarks>
internal static class SearchTable
{
    private const string Canonical = "http://hl7.org/fhir/SearchParameter/";

    private static readonly string[] Types = ["CodeSystem", "Organization", "PlanDefinition", "StructureDefinition", "ValueSet"];

    // Those by which a policy, a value set or a payer is looked for; in the order in which the server names them.
    private static readonly string[] Served = ["url", "identifier", "status", "date", "version", "name", "title"];

    /// <summary>The same text at every run, with a line feed after each line.</summary>
    /// <exception cref="InvalidOperationException">A parameter is not of plain elements.</exception>
    public static string Make() => string.Concat(
        from type in Types
        from name in Served
        from parameter in ModelInfo.SearchParameters
        where parameter.Code == name && parameter.Resource == type
        select $"{type} {name} {parameter.Type.ToString().ToLowerInvariant()} {parameter.Url![Canonical.Length..]} {string.Join('|', Elements(parameter.Url, parameter.Expression!, type))}\n");

    // Of an expression for many types, the part that is about this one.
    private static IEnumerable<string> Elements(string url, string expression, string type)
    {
        foreach (var path in expression.Split('|', StringSplitOptions.TrimEntries).Select(part => part.Split('.')).Where(path => path[0] == type))
        {
            yield return path.Length > 1 && path.All(step => step.All(char.IsAsciiLetter)) ? string.Join('.', path[1..]) : throw new InvalidOperationException($"{url} is more than an element.");
        }
    }
}
