using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Meanings;

/// <summary>A name by which a payer is known within a longer one, such as "EXCELLUS BCBS - BLUE PPO".</summary>
/// <param name="Words">The name.</param>
/// <param name="Payer">Whose it is.</param>
/// <param name="IsCoined">
/// True for a word that was made for the payer, beside which anything may stand. False for one that others have in their names too ("Medica
/// HealthCare Plans", "Clinica Medica"): then what stands beside it may only say what kind of plan it is, or is set off by a mark.
/// </param>
internal sealed record DistinctiveName(TextWords Words, Payer Payer, bool IsCoined)
{
    private const string Url = $"{OwnCanonical.Extension}distinctive-name";

    /// <summary>Those of an Organization: its aliases that have the extension.</summary>
    public static IEnumerable<DistinctiveName> Read(string file, JsonElement organization, Payer payer, ResourceIssues issues)
    {
        var texts = organization.Items("alias"u8);
        var besides = organization.Member("_alias"u8);
        var i = 0;
        foreach (var alias in texts)
        {
            var beside = besides.ValueKind == JsonValueKind.Array && i < besides.GetArrayLength() ? besides[i] : default;
            foreach (var item in beside.Items("extension"u8))
            {
                var extension = new Extension(item);
                if (extension.Url != Url)
                {
                    continue;
                }

                if (extension.Value("valueCode"u8).AsText() is not ("coined" or "shared") || alias.AsText() is not { } name)
                {
                    issues.Add(file, $"alias[{i}].extension[distinctive-name]", "Expected: coined or shared, beside a name.");
                    continue;
                }

                yield return new DistinctiveName(TextWords.Of(name), payer, extension.Value("valueCode"u8).IsText("coined"u8));
            }

            i++;
        }
    }
}
