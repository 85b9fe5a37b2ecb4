using System.Collections.Concurrent;
using System.Globalization;
using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>What the texts of cards and statements say about a policy.</summary>
internal sealed class PolicyWords(CardTexts texts)
{
    // As many as there are policies, payers and remarks.
    private readonly ConcurrentDictionary<(string Url, string Version, string? Payer, Remark Remark), string> _remarks = new();

    /// <summary>Joins what is not empty.</summary>
    public static string Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts.Where(p => p.Length > 0));

    /// <summary>The values of placeholders.</summary>
    /// <param name="baseAddress">Where the policy pages are; empty where no address is needed.</param>
    public static Dictionary<string, string> ValuesOf(PolicyVersion version, PolicyRule? rule, Payer? payer, string baseAddress) => new(StringComparer.Ordinal)
    {
        ["payer"] = payer?.Name ?? version.Publisher,
        ["contact"] = payer?.Contact ?? "",
        ["policyNumber"] = version.Number,
        ["policyTitle"] = version.Title,
        ["policyUrl"] = baseAddress + version.Path,
        ["version"] = version.Version,
        ["effectiveFrom"] = version.Start.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture) + (version.IsStartInferred ? " (inferred)" : ""),
        ["nextReview"] = version.NextReview?.Last.ToString("MMMM yyyy", CultureInfo.InvariantCulture) ?? "",
        ["evidence"] = rule?.Evidence ?? version.Evidence,
        ["nextSteps"] = rule?.NextStep ?? version.NextSteps,
        ["replacedOn"] = FhirDate.Read(version.Successor?.Label)?.First.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture) ?? "",
        ["title"] = rule?.Title ?? "",
        ["statement"] = rule?.Statement ?? "",
        ["section"] = rule?.Section ?? "",
        ["source"] = rule?.Source ?? "",
    };

    /// <summary>Of an order, in sentences.</summary>
    public IEnumerable<string> RemarksOn(OrderDetermination determination) => RemarksOn(determination, determination.Remarks);

    /// <summary>Of an order, in sentences, as far as a card gives them.</summary>
    public IEnumerable<string> CardRemarksOn(OrderDetermination determination) => RemarksOn(determination, determination.Remarks.Where(r => CardKinds.Remarks.Contains(r)));

    private IEnumerable<string> RemarksOn(OrderDetermination determination, IEnumerable<Remark> remarks)
    {
        if (determination.Policy is not { } policy)
        {
            return [];
        }

        var payer = determination.Coverage?.Payer;
        return remarks.Select(remark => _remarks.GetOrAdd(
            (policy.Url, policy.Version, payer?.Id, remark), static (key, of) => of.texts.Render(key.Remark, ValuesOf(of.policy, null, of.payer, "")), (texts, policy, payer)));
    }
}
