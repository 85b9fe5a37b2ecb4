using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>The free texts of an order: everything that people write on it besides its reasons.</summary>
internal static class OrderText
{
    /// <summary>The texts of the directions and notes, in the order in which a reader meets them.</summary>
    public static IEnumerable<JsonElement> Of(Resource order)
    {
        var json = order.Json;
        foreach (var text in OfConcept(json.Member("medicationCodeableConcept"u8)))
        {
            yield return text;
        }

        foreach (var concept in ServiceConcepts.Of(order))
        {
            foreach (var text in OfConcept(concept.Json))
            {
                yield return text;
            }
        }

        foreach (var category in json.Items("category"u8))
        {
            foreach (var text in OfConcept(category))
            {
                yield return text;
            }
        }

        foreach (var dosage in json.Items("dosageInstruction"u8))
        {
            foreach (var text in OfConcept(dosage.Member("timing"u8).Member("code"u8)))
            {
                yield return text;
            }

            foreach (var text in OfConcept(dosage.Member("asNeededCodeableConcept"u8)))
            {
                yield return text;
            }

            foreach (var instruction in dosage.Items("additionalInstruction"u8))
            {
                foreach (var text in OfConcept(instruction))
                {
                    yield return text;
                }
            }
        }

        foreach (var text in Free(order))
        {
            yield return text;
        }
    }

    /// <summary>Those that belong to no concept: dosage text, instructions, notes, an appointment's description and comment.</summary>
    public static IEnumerable<JsonElement> Free(Resource order)
    {
        var json = order.Json;
        foreach (var dosage in json.Items("dosageInstruction"u8))
        {
            yield return dosage.Member("text"u8);
            yield return dosage.Member("patientInstruction"u8);
        }

        yield return json.Member("patientInstruction"u8);
        if (order.Is("Appointment"u8))
        {
            yield return json.Member("description"u8);
            yield return json.Member("comment"u8);
        }

        foreach (var note in json.Items("note"u8))
        {
            yield return note.Member("text"u8);
        }
    }

    /// <summary>The displays and the text of a concept.</summary>
    public static IEnumerable<JsonElement> OfConcept(JsonElement concept)
    {
        foreach (var coding in concept.Items("coding"u8))
        {
            yield return coding.Member("display"u8);
        }

        yield return concept.Member("text"u8);
    }
}
