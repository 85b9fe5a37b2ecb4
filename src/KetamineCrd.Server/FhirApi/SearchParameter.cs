using KetamineCrd.Resources;

namespace KetamineCrd.Server.FhirApi;

/// <summary>FHIR R4 search parameter types, of those that are used here.</summary>
internal enum SearchParameterType
{
    Token,
    Uri,
    Date,
    String,
}

/// <summary>A parameter by which a type can be searched.</summary>
/// <param name="Definition">The id of its definition below <c>http://hl7.org/fhir/SearchParameter/</c>.</param>
/// <param name="Elements">Where its values stand, with a dot between an element and one of its own.</param>
internal sealed record SearchParameter(string Name, SearchParameterType Type, string Definition, IReadOnlyList<string> Elements)
{
    private const string File = "search.txt";

    // R4 has it for every type; the SDK's list has it for none.
    private static readonly SearchParameter Id = new("_id", SearchParameterType.Token, "Resource-id", ["id"]);

    private static readonly ILookup<string, SearchParameter> ByType = Read();

    /// <summary>Those that R4 defines for the type, of the ones served here; the type is one of <see cref="HeldResource.Types"/>.</summary>
    public static IReadOnlyList<SearchParameter> Of(string type) => [Id, .. ByType[type]];

    // Made of the SDK's list by: dotnet run --project src/KetamineCrd.Definitions -- search src/KetamineCrd.Server/FhirApi/search.txt
    private static ILookup<string, SearchParameter> Read()
    {
        using var text = new StreamReader(typeof(SearchParameter).Assembly.GetManifestResourceStream(File)!);
        return text.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToLookup(w => w[0], w => new SearchParameter(w[1], Enum.Parse<SearchParameterType>(w[2], ignoreCase: true), w[3], w[4].Split('|')), StringComparer.Ordinal);
    }
}
