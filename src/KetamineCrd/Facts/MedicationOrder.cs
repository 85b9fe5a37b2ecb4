using KetamineCrd.Fhir;

namespace KetamineCrd.Facts;

/// <summary>A MedicationRequest with what pairing needs to know of it.</summary>
internal sealed record MedicationOrder(Resource Order, DrugFact Drug, Possible Route)
{
    public static MedicationOrder Read(Resource order, CallReading call) =>
        new(order, DrugReader.ReadMedicationRequest(order, call), RouteReader.ReadMedicationRequest(order, call));
}
