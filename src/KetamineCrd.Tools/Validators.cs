using KetamineCrd.Hooks;
using KetamineCrd.Resources;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Guides;

namespace KetamineCrd.Tools;

/// <summary>A validator for each release of the guide, made when a file needs it: by FHIR R4, the built-in data and packages.</summary>
internal sealed class Validators(IReadOnlyList<FhirPackage> packages) : IDisposable
{
    private readonly Dictionary<CrdGuide, ResourceValidator> _made = [];

    public async Task<ResourceValidator> OfAsync(Dialect dialect, CancellationToken cancellationToken)
    {
        var guide = CrdGuides.Of(dialect.Version);
        if (!_made.TryGetValue(guide, out var made))
        {
            _made[guide] = made = await ResourceValidator.CreateAsync(
                new ValidatorSources { Held = [.. ResourceFiles.Read(null).Select(file => file.Content)], Packages = packages, Guide = guide }, cancellationToken);
        }

        return made;
    }

    public void Dispose()
    {
        foreach (var validator in _made.Values)
        {
            validator.Dispose();
        }
    }
}
