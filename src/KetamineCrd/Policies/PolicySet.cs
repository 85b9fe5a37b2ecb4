using System.Collections.Frozen;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Policies;

/// <summary>The held policies, found by payer and drug in one look-up however many there are. Immutable; reloading swaps the whole set.</summary>
public sealed class PolicySet
{
    private readonly FrozenDictionary<(Payer Payer, Concept Drug), Policy[]> _byPayerAndDrug;
    private readonly FrozenDictionary<Payer, Concept[]> _drugsByPayer;
    private readonly FrozenDictionary<(string Slug, string Version), PolicyVersion> _byPath;

    public PolicySet(IEnumerable<PolicyVersion> versions)
    {
        Policies = [.. versions
            .GroupBy(v => v.Url, StringComparer.Ordinal)
            .Select(g => new Policy([.. g.OrderBy(v => v.Start)]))
            .OrderBy(p => p.Versions[0].Number, StringComparer.Ordinal)];
        _byPayerAndDrug = Policies
            .SelectMany(policy => policy.Versions.SelectMany(v => v.Payers.SelectMany(payer => v.Rules.SelectMany(r => r.Drugs).Select(drug => (payer, drug, policy)))))
            .Distinct()
            .GroupBy(x => (x.payer, x.drug), x => x.policy)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _drugsByPayer = _byPayerAndDrug.Keys.GroupBy(k => k.Payer, k => k.Drug).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _byPath = Policies.SelectMany(p => p.Versions).ToFrozenDictionary(v => (v.Slug, v.Version));
        var rules = Policies.SelectMany(p => p.Versions).SelectMany(v => v.Rules).ToArray();
        ResponseTypes = rules.SelectMany(r => r.Responses).Select(r => r.Content.Topic.Code)
            .Concat(rules.SelectMany(r => r.Assertions).Any(a => a.Benefit.PriorAuthorization is PriorAuthorization.Satisfied) ? [ConfigurationOption.UnsolicitedDetermination] : [])
            .Append(ConfigurationOption.CoverageInformation)
            .ToFrozenSet(StringComparer.Ordinal);
        Drugs = [.. _byPayerAndDrug.Keys.Select(k => k.Drug).Distinct()];
    }

    /// <summary>By number.</summary>
    public IReadOnlyList<Policy> Policies { get; }

    /// <summary>Every drug that some policy names.</summary>
    public IReadOnlyList<Concept> Drugs { get; }

    /// <summary>The drugs that the payer's policies name.</summary>
    public IReadOnlyList<Concept> DrugsOf(Payer payer) => _drugsByPayer.GetValueOrDefault(payer) ?? [];

    /// <summary>The payer's policies that speak of the drug, in any version.</summary>
    public IReadOnlyList<Policy> Find(Payer payer, Concept drug) => _byPayerAndDrug.GetValueOrDefault((payer, drug)) ?? [];

    /// <summary>The codes of the value set cardType that an answer may have.</summary>
    public IReadOnlySet<string> ResponseTypes { get; }

    /// <summary>The policies whose pages have this first segment; two payers may use one number.</summary>
    public IReadOnlyList<Policy> WithSlug(string slug) => [.. Policies.Where(p => p.Versions.Any(v => v.Slug == slug))];

    /// <summary>By the two segments of its page's path; null when it is not held.</summary>
    public PolicyVersion? Find(string slug, string version) => _byPath.GetValueOrDefault((slug, version));
}
