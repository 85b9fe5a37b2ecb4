using System.Text.Json;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Finds the JSON from which an element of an object was read. For explanations: it walks the object.</summary>
internal static class ElementPlace
{
    public static JsonElement Of(Base element, Base root, JsonElement sent) => Find(element, root, sent, FhirTypes.Inspector.FindClassMapping(root.GetType())) ?? default;

    private static JsonElement? Find(Base element, Base at, JsonElement sent, ClassMapping? type)
    {
        if (ReferenceEquals(element, at))
        {
            return sent;
        }

        if (sent.ValueKind != JsonValueKind.Object || type is null)
        {
            return null;
        }

        var members = SentShape.Members(sent, type, (_, _) => { });
        foreach (var member in members.Where(m => m.Shape is not null))
        {
            var shape = member.Shape!.Value;
            var values = SentShape.Items(member, SentShape.IsExtended(member, members), (_, _) => { });
            foreach (var (value, (_, json)) in shape.ValuesIn(at).Zip(values))
            {
                if (value is not null && Find(element, value, json, shape.TypeIn(json)) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }
}
