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
internal sealed record SearchParameter(string Name, SearchParameterType Type, string Definition)
{
    private static readonly SearchParameter Id = new("_id", SearchParameterType.Token, "Resource-id");

    private static readonly (string Name, SearchParameterType Type)[] OfCanonicalResources =
    [
        ("url", SearchParameterType.Uri), ("identifier", SearchParameterType.Token), ("status", SearchParameterType.Token), ("date", SearchParameterType.Date),
        ("version", SearchParameterType.Token), ("name", SearchParameterType.String), ("title", SearchParameterType.String),
    ];

    private static readonly Dictionary<string, SearchParameter[]> ByType = HeldResource.Types.ToDictionary(t => t, Define, StringComparer.Ordinal);

    /// <summary>Those that R4 defines for the type, of the ones served here; the type is one of <see cref="HeldResource.Types"/>.</summary>
    public static IReadOnlyList<SearchParameter> Of(string type) => ByType[type];

    // R4 defines one set for terminology and conformance resources; an Organization has no url, status, date, version or title.
    private static SearchParameter[] Define(string type) => type switch
    {
        "Organization" =>
        [
            Id, new("identifier", SearchParameterType.Token, "Organization-identifier"), new("name", SearchParameterType.String, "Organization-name"),
        ],
        "PlanDefinition" => [Id, .. OfCanonicalResources.Select(p => new SearchParameter(p.Name, p.Type, $"PlanDefinition-{p.Name}"))],
        _ => [Id, .. OfCanonicalResources.Select(p => new SearchParameter(p.Name, p.Type, $"conformance-{p.Name}"))],
    };
}
