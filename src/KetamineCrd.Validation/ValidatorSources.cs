using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Validation;

/// <summary>What a validator judges by, beside FHIR R4 itself. Where two define the same, what is held counts before a package, and a package before the guide that comes with this library.</summary>
public sealed record ValidatorSources
{
    /// <summary>StructureDefinitions, ValueSets and CodeSystems as JSON; anything else in it is passed over. Snapshots are made where they are missing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Held { get; init; } = [];

    public IReadOnlyList<FhirPackage> Packages { get; init; } = [];

    /// <summary>By which coverage information is judged; the newest unless another is named.</summary>
    public CrdGuide Guide { get; init; } = CrdGuide.Version221;
}
