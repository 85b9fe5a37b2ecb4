using System.Text.Json;
using System.Text.Json.Nodes;
using Firely.Fhir.Validation;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Terminology;
using KetamineCrd.Fhir;
using KetamineCrd.Validation.Definitions;
using KetamineCrd.Validation.Guides;
using KetamineCrd.Validation.Shapes;

namespace KetamineCrd.Validation;

/// <summary>Judges resources by FHIR R4, the profiles that are held, and coverage information of CRD. Thread-safe; one resource at a time.</summary>
/// <remarks>To be made when it is first needed: the first judgement of a type costs 40 to 300 ms, a further one 1 to 3 ms and 1 MB of garbage. Not for the way of a call.</remarks>
public sealed class ResourceValidator : IDisposable
{
    // What a call may have: JsonDocument's own limit.
    private const int MostDepth = 64;

    /// <summary>Of one resource; one with more has a fault many times.</summary>
    private const int MostFindings = 1_000;

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 4 * MostDepth };

    // The validator waits for tasks of its own: whoever waited for it on a thread of the pool would keep them from running.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly DefinitionSet _definitions;
    private readonly CrdGuide _guide;
    private readonly FindingReader _reader;
    private readonly Validator _validator;
    private readonly BaseFhirJsonDeserializer _strict = new(ModelInfo.ModelInspector, new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    private ResourceValidator(DefinitionSet definitions, CrdGuide guide)
    {
        _guide = guide;
        _definitions = definitions;
        _reader = new FindingReader(definitions);
        _validator = new Validator(definitions, LocalTerminologyService.CreateDefaultForCore(definitions), null, new ValidationSettings
        {
            FollowExtensionUrl = (_, url) => url is { } named && definitions.Holds(named.ToString()) ? ExtensionUrlHandling.WarnIfMissing : ExtensionUrlHandling.DontResolve,
            SelectValidationProfiles = (_, profiles, _, _) => [.. profiles.Where(profile => definitions.Holds(profile.ToString()))],
            HandleValidateCodeServiceFailure = (_, _) => TerminologyServiceExceptionResult.Warning,
            ConstraintBestPractices = ValidateBestPracticesSeverity.Warning,
        });
    }

    /// <summary>Reads the definitions of R4 that come with the library and those of the sources.</summary>
    public static async Task<ResourceValidator> CreateAsync(ValidatorSources sources, CancellationToken cancellationToken) =>
        await CreateAsync(sources, EmbeddedPack.Read(), cancellationToken);

    internal static async Task<ResourceValidator> CreateAsync(ValidatorSources sources, IEnumerable<(string Url, ReadOnlyMemory<byte> Json)> core, CancellationToken cancellationToken)
    {
        var definitions = new DefinitionSet();
        foreach (var held in sources.Held)
        {
            if (DefinitionHeader.UrlOf(held.Span) is { } url)
            {
                definitions.Add(url, held);
            }
        }

        foreach (var (url, json) in sources.Packages.SelectMany(package => package.Definitions).Concat(GuideDefinitions.Of(sources.Guide)).Concat(core))
        {
            definitions.Add(url, json);
        }

        await definitions.CompleteAsync(cancellationToken);
        return new ResourceValidator(definitions, sources.Guide);
    }

    /// <summary>All that there is to say about a resource; empty when it is valid. Never throws on what was sent.</summary>
    /// <param name="json">One resource.</param>
    /// <param name="profile">A canonical by which it is judged besides its type and the profiles that it names itself.</param>
    /// <param name="cancellationToken">Ends the waiting for those before, not a judgement that has begun (some milliseconds; under a second for 1 MB).</param>
    public async Task<IReadOnlyList<ValidationFinding>> ValidateAsync(ReadOnlyMemory<byte> json, string? profile, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return Judge(json, profile);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>As <see cref="ValidateAsync"/>, for a tool or a worker: waits on its thread.</summary>
    /// <param name="json">One resource.</param>
    /// <param name="profile">A canonical by which it is judged besides its type and the profiles that it names itself.</param>
    public IReadOnlyList<ValidationFinding> Validate(ReadOnlyMemory<byte> json, string? profile)
    {
        _gate.Wait();
        try
        {
            return Judge(json, profile);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private IReadOnlyList<ValidationFinding> Judge(ReadOnlyMemory<byte> json, string? profile)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MostDepth });
            return Judge(document.RootElement, profile);
        }
        catch (JsonException)
        {
            return [new(Rules.Json, FindingSeverity.Error, "", $"one JSON text, at most {MostDepth} deep")];
        }
    }

    private IReadOnlyList<ValidationFinding> Judge(JsonElement resource, string? profile)
    {
        if (resource.ValueKind != JsonValueKind.Object || Types.OfResource(resource) is not { } type)
        {
            return [new(Rules.ResourceType, FindingSeverity.Error, "resourceType", "a resource of FHIR R4")];
        }

        var shape = ShapeScan.Of(resource, type);
        List<ValidationFinding> findings = [.. shape.Findings];
        findings.AddRange(NotHeld(resource, profile));
        if (type.NativeType == typeof(StructureDefinition) && resource.Text("url"u8) is { } url && _definitions.IsUnusable(url))
        {
            findings.Add(new(Rules.Snapshot, FindingSeverity.Error, "differential", "elements of its type, from which a snapshot can be made"));
        }

        if (shape.Mended is { } mended)
        {
            // What the shape has said about a place is said once.
            var told = shape.Findings.Select(finding => finding.Place).ToHashSet(StringComparer.Ordinal);
            findings.AddRange(JudgeShaped(mended, resource, profile is { } named && _definitions.Holds(named) ? named : null, shape.LeftOut)
                .Where(finding => !told.Contains(finding.Place) && !KnownDisagreements.Has(_guide, type.Name, finding)));
        }

        return [.. findings.Distinct().Take(MostFindings)];
    }

    private IEnumerable<ValidationFinding> NotHeld(JsonElement resource, string? profile)
    {
        const string Expected = "a profile that is held here";
        if (profile is not null && !_definitions.Holds(profile))
        {
            yield return new(Rules.Profile, FindingSeverity.NotEvaluated, "", Expected);
        }

        var index = 0;
        foreach (var named in resource.Member("meta"u8).Items("profile"u8))
        {
            if (named.AsText() is { } url && !_definitions.Holds(url))
            {
                yield return new(Rules.Profile, FindingSeverity.NotEvaluated, $"meta.profile[{index}]", Expected);
            }

            index++;
        }
    }

    private List<ValidationFinding> JudgeShaped(JsonObject mended, JsonElement sent, string? profile, IReadOnlyDictionary<string, List<int>> leftOut)
    {
        OperationOutcome outcome;
        bool isRead;
        IEnumerable<Hl7.Fhir.Utility.CodedException> issues;
        try
        {
            // An object that is mended into an array of one is one level deeper.
            var text = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(mended, Deep), new JsonReaderOptions { MaxDepth = Deep.MaxDepth });
            isRead = _strict.TryDeserializeResource(ref text, out var resource, out issues);
            if (resource is null)
            {
                return [new(Rules.Json, FindingSeverity.Error, "", "a resource that can be read")];
            }

            outcome = _validator.Validate(resource, profile);
        }
#pragma warning disable CA1031 // Whatever it is, the resource is not judged; the messages of SDK and validator tell values.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            // The validator's own fault on a resource of a shape that nobody foresaw.
            return [new(Rules.NotJudged, FindingSeverity.NotEvaluated, "", "a resource that the validator can walk through")];
        }

        List<ValidationFinding> findings = [.. outcome.Issue.Take(MostFindings).Select(issue => _reader.Read(issue, sent, leftOut))];
        if (!isRead && !findings.Exists(finding => finding.Severity == FindingSeverity.Error))
        {
            findings.AddRange(issues.Select(issue => new ValidationFinding(issue.ErrorCode, FindingSeverity.Error, "", "what the SDK reads without an issue")));
        }

        return findings;
    }
}
