#pragma warning disable RS0030 // The deserializer is named here and nowhere else.
using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace KetamineCrd.Fhir.Objects;

/// <summary>One resource of a call, wherever it stood: as it was sent, and as an object of the SDK. Valid while its document is open.</summary>
/// <remarks>The only place that reads the SDK's objects from JSON. What is not of R4's shape is mended first (<see cref="SentShape"/>). Not thread-safe.</remarks>
/// <param name="json">As it was sent.</param>
public sealed class SentResource(JsonElement json)
{
    private static readonly BaseFhirJsonDeserializer Reader = new(FhirTypes.Inspector, new DeserializerSettings { Validator = null });
    // An object that is read as an array of one is one level deeper; a body has 64.
    private static readonly JsonReaderOptions Depth = new() { MaxDepth = 256 };

    private Resource? _object;
    private Dictionary<Base, JsonElement>? _places;
    private bool _isRead;

    /// <summary>As it was sent: what goes back is copied from here.</summary>
    public JsonElement Json => json;

    /// <summary>The resource as an object, read once; null when it is of another type. One that does not say its type is taken for the first that is asked for.</summary>
    /// <remarks>Its enums and numbers must not be asked for: see <see cref="SafeReading"/>.</remarks>
    public T? As<T>()
        where T : Resource
    {
        if (!_isRead)
        {
            (_isRead, _object) = (true, Read(typeof(T)));
        }

        return _object as T;
    }

    /// <summary>Where an element of <see cref="As"/> stood in what was sent; the default element when it is not found.</summary>
    public JsonElement JsonOf(Base element) => _object is null ? default : (_places ??= ElementPlace.All(_object, json)).GetValueOrDefault(element);

    private Resource? Read(Type asked)
    {
        var type = ElementShape.TypeOf(json) ?? (json.Text("resourceType"u8) is null ? FhirTypes.Inspector.FindClassMapping(asked) : null);
        if (json.ValueKind != JsonValueKind.Object || type is not { IsResource: true })
        {
            return null;
        }

        // Every fault of shape is mended; what the SDK tells besides is about values, which are read safely.
        var utf8 = new Utf8JsonReader(TidyScan.IsTidy(json) ? JsonMarshal.GetRawUtf8Value(json) : TidyCopy.Of(json, type).Span, Depth);
        try
        {
            _ = Reader.TryDeserializeResource(ref utf8, out var resource, out _);
            return resource;
        }
#pragma warning disable CA1031 // What the SDK cannot get over for all that is no resource; its messages tell values.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
