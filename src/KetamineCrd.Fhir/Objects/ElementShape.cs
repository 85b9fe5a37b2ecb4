using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace KetamineCrd.Fhir.Objects;

/// <summary>What FHIR R4 says of one member of an object. The only place that asks the SDK's metadata.</summary>
public readonly struct ElementShape
{
    private readonly PropertyMapping _element;

    private readonly ClassMapping? _type;

    private ElementShape(PropertyMapping element, ClassMapping? type) => (_element, _type) = (element, type);

    public bool IsCollection => _element.IsCollection;

    /// <summary>The element of which this is one form, such as <c>medication[x]</c>; null where there is only one.</summary>
    public object? Choice => _element.Choice == ChoiceType.DatatypeChoice ? _element : null;

    /// <summary>A text, number or boolean.</summary>
    public bool IsPrimitive => _element.RepresentsValueElement || _type?.IsFhirPrimitive == true;

    private bool IsResource => typeof(Resource).IsAssignableFrom(_element.ImplementingType);

    /// <summary>The type of an object that is a value of it; null where it is a resource that is not read here.</summary>
    public ClassMapping? TypeIn(JsonElement value) => IsResource ? TypeOf(value) : _type;

    /// <summary>The type of a resource; null where it says none, or one that is not read here.</summary>
    public static ClassMapping? TypeOf(JsonElement resource) => resource.Text("resourceType"u8) is { } name ? FhirTypes.Inspector.FindClassMapping(name) is { IsResource: true } type ? type : null : null;

    /// <summary>Null for a member that the type does not have. A name with <c>_</c> before it is that of the primitive beside which it stands.</summary>
    public static ElementShape? Of(ClassMapping type, string member)
    {
        // The SDK looks names up in any case.
        if (type.FindMappedElementByName(member) is { } element && element.Name == member)
        {
            return element.Choice == ChoiceType.DatatypeChoice ? null : new ElementShape(element, element.PropertyTypeMapping);
        }

        return type.FindMappedElementByChoiceName(member) is { } choice && member.StartsWith(choice.Name, StringComparison.Ordinal)
            && char.IsAsciiLetterUpper(member[choice.Name.Length]) && FhirTypes.Inspector.FindClassMapping(member[choice.Name.Length..]) is { } form
            ? new ElementShape(choice, form)
            : null;
    }

    /// <summary>The values that an object has of it, in their order.</summary>
    internal IEnumerable<Base?> ValuesIn(Base of) => !of.TryGetValue(_element.Name, out var value) ? [] : value switch
    {
        Base one => [one],
        IEnumerable<Base?> many => many,
        _ => [],
    };

    /// <summary>What is wrong with a value by itself, or as an item of an array; null when nothing is.</summary>
    public ShapeFault? FaultOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => ShapeFault.NullValue,
        JsonValueKind.Array => value.GetArrayLength() == 0 ? ShapeFault.EmptyValue : ShapeFault.OtherKind,
        JsonValueKind.Object when IsPrimitive || (IsResource && value.Text("resourceType"u8) is null) => ShapeFault.OtherKind,
        JsonValueKind.Object => value.GetPropertyCount() == 0 ? ShapeFault.EmptyValue : null,
        JsonValueKind.String when !IsPrimitive && _type?.NativeType != typeof(ResourceReference) => ShapeFault.OtherKind,
        JsonValueKind.String when IsPrimitive && KindOf(_type?.NativeType) != JsonValueKind.String => ShapeFault.OtherKind,
        JsonValueKind.String => !IsText(value) ? ShapeFault.NotText : IsPrimitive ? null : ShapeFault.ReferenceExpected,
        JsonValueKind.Number => IsPrimitive && KindOf(_type?.NativeType) == JsonValueKind.Number ? null : ShapeFault.OtherKind,
        _ => IsPrimitive && KindOf(_type?.NativeType) == JsonValueKind.True ? null : ShapeFault.OtherKind,
    };

    // Of a primitive, as FHIR R4 writes it in JSON.
    private static JsonValueKind KindOf(Type? type) =>
        type == typeof(FhirBoolean) ? JsonValueKind.True
        : type == typeof(Integer) || type == typeof(PositiveInt) || type == typeof(UnsignedInt) || type == typeof(FhirDecimal) ? JsonValueKind.Number
        : JsonValueKind.String;

    // Only an escape, or bytes that are no UTF-8, can be what UTF-16 has not.
    private static bool IsText(JsonElement text) =>
        JsonMarshal.GetRawUtf8Value(text) is var raw && ((raw.IndexOf((byte)'\\') < 0 && Utf8.IsValid(raw)) || text.AsText() is not null || raw.Length == 2);
}
