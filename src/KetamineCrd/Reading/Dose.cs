using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Reading;

/// <summary>Amounts of a drug in a text. English.</summary>
internal static class Dose
{
    private static readonly WordSet Units = new("mg", "mcg", "ug", "g", "gm", "gram", "grams", "unit", "units", "iu", "meq", "mmol");

    private static readonly WordSet Premedication = new("premed", "premeds", "premedicate", "premedication", "premedications", "pretreat", "pretreatment", "prn", "rescue", "before", "prior");

    /// <summary>True for an amount ("200 mg") that is not of a premedication or a drug at need.</summary>
    public static bool IsIn(TextWords words)
    {
        var hasAmount = false;
        for (var i = 0; i < words.Count; i++)
        {
            if (Premedication.Contains(words[i]))
            {
                return false;
            }

            hasAmount |= Units.Contains(words[i]) && i > 0 && words.HasDigit(i - 1);
        }

        return hasAmount;
    }
}
