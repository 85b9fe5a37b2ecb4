using System.Text.Json;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace KetamineCrd.Fhir.Objects;

/// <summary>Finds the JSON from which the elements of an object were read. For explanations: it walks the whole object, once.</summary>
internal static class ElementPlace
{
    public static Dictionary<Base, JsonElement> All(Base root, JsonElement sent)
    {
        var places = new Dictionary<Base, JsonElement>(ReferenceEqualityComparer.Instance);
        Add(root, sent, FhirTypes.Inspector.FindClassMapping(root.GetType()), places);
        return places;
    }

    private static void Add(Base at, JsonElement sent, ClassMapping? type, Dictionary<Base, JsonElement> places)
    {
        places[at] = sent;
        if (sent.ValueKind != JsonValueKind.Object || type is null)
        {
            return;
        }

        var members = SentShape.Members(sent, type, (_, _) => { });
        foreach (var member in members.Where(m => m.Shape is not null))
        {
            var shape = member.Shape!.Value;
            var values = SentShape.Items(member, SentShape.IsExtended(member, members), (_, _) => { });
            foreach (var (value, (_, json)) in shape.ValuesIn(at).Zip(values))
            {
                if (value is not null)
                {
                    Add(value, json, shape.TypeIn(json), places);
                }
            }
        }
    }
}
