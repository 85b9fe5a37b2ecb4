using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>Says whether an order is for an inpatient or an emergency: its category, else its encounter where that is at hand. Causes no read.</summary>
internal static class SettingReader
{
    public static CareSetting Read(Resource order, CallReading call)
    {
        foreach (var category in order.Json.Items("category"u8))
        {
            foreach (var item in category.Items("coding"u8))
            {
                if (item.HasText("code"u8, "inpatient"u8))
                {
                    return CareSetting.Inpatient;
                }
            }
        }

        if (order.Is("Encounter"u8))
        {
            return OfEncounter(order);
        }

        return call.HasEncounter(order, out var encounter) ? OfEncounter(new Resource(encounter)) : CareSetting.Unknown;
    }

    // Encounter.class is a Coding of v3-ActCode (FHIR R4).
    private static CareSetting OfEncounter(Resource encounter)
    {
        var kind = encounter.Json.Member("class"u8);
        return kind.HasText("code"u8, "EMER"u8) ? CareSetting.Emergency
            : kind.HasText("code"u8, "IMP"u8) || kind.HasText("code"u8, "ACUTE"u8) || kind.HasText("code"u8, "NONAC"u8) ? CareSetting.Inpatient
            : CareSetting.Unknown;
    }
}
