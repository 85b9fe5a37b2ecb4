using System.Text.Json;
using Hl7.Fhir.Model;
using KetamineCrd.Fhir.Objects;

namespace KetamineCrd.Facts;

/// <summary>The element that says a fact, in the JSON or in an object that was read from it. Valid while its document is open. Its content is never shown, only its place.</summary>
public readonly record struct FactPlace
{
    private readonly JsonElement _json;
    private readonly SentResource? _sent;
    private readonly Base? _element;

    public FactPlace(JsonElement json) => _json = json;

    public FactPlace(SentResource sent, Base element) => (_sent, _element) = (sent, element);

    /// <summary>Where it was sent; of an object it is looked for now.</summary>
    public JsonElement Json => _sent is null ? _json : _sent.JsonOf(_element!);
}
