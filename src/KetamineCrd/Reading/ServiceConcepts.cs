using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Meanings;

namespace KetamineCrd.Reading;

/// <summary>The concepts in which a resource says what is to be done: a ServiceRequest, an Appointment, an Encounter.</summary>
internal static class ServiceConcepts
{
    /// <summary>The leading one first.</summary>
    public static IReadOnlyList<CodeableConcept> Of(Resource resource)
    {
        if (resource.Is("ServiceRequest"u8))
        {
            var request = new ServiceRequest(resource.Json);
            return [request.Code, .. Each(request.OrderDetails)];
        }

        return [.. Each(resource.Json.Items("serviceType"u8)), .. Each(resource.Is("Encounter"u8) ? resource.Json.Items("type"u8) : default)];
    }

    /// <summary>What the codes of a service say that it is, or is for.</summary>
    public static IEnumerable<Concept> MeaningsOf(ResourceReading service)
    {
        var found = new List<Concept>();
        foreach (var concept in Of(service.Resource))
        {
            service.FindCodes(ConceptKind.Administration, concept, found);
            service.FindCodes(ConceptKind.Indication, concept, found);
        }

        return found.SelectMany(c => c.MayMean.Append(c));
    }

    private static List<CodeableConcept> Each(JsonItems items)
    {
        var concepts = new List<CodeableConcept>();
        foreach (var item in items)
        {
            concepts.Add(new CodeableConcept(item));
        }

        return concepts;
    }
}
