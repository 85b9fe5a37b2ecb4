using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Objects;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

using Sdk = Hl7.Fhir.Model;

namespace KetamineCrd.Meanings;

/// <summary>Recognises payers: by identifier first, then by whole name, then by a name that is theirs alone within a longer one. Immutable.</summary>
/// <remarks>
/// A payer id counts where the identifier is typed as one: by CARIN's type, or by NIIP of HL7 table 0203, the National Insurance Payor Identifier. A
/// number in a system of its own, such as an NAIC company code, is known by system and number together: the same number is another company's payer id.
/// </remarks>
public sealed class PayerRegistry
{
    private const string TimeZone = $"{OwnCanonical.Extension}time-zone";
    private const string CarinIdentifierType = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";
    private const string ImpliedProductLine = $"{OwnCanonical.Extension}implied-product-line";

    private readonly FrozenDictionary<string, (Payer Payer, Concept? Line)> _byPayerId;
    private readonly FrozenDictionary<string, Payer> _byName;
    private readonly DistinctiveNames _distinctive;

    private PayerRegistry(
        Dictionary<string, Payer> byId, Dictionary<string, (Payer, Concept?)> byPayerId, Dictionary<string, Payer> byName, IEnumerable<DistinctiveName> distinctive)
    {
        ById = byId;
        _byPayerId = byPayerId.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _distinctive = new DistinctiveNames(distinctive);
    }

    /// <summary>By the id of the Organization.</summary>
    public IReadOnlyDictionary<string, Payer> ById { get; }

    /// <summary>Compiles Organization resources.</summary>
    /// <param name="organizations">The resources with their files.</param>
    /// <param name="additions">What the deployment adds to them.</param>
    /// <param name="vocabulary">Knows the product lines.</param>
    /// <param name="issues">Takes what is wrong.</param>
    public static PayerRegistry Build(
        IEnumerable<(string File, JsonElement Json)> organizations,
        IReadOnlyList<PayerAddition> additions,
        Vocabulary vocabulary,
        ResourceIssues issues)
    {
        var byId = new Dictionary<string, Payer>(StringComparer.Ordinal);
        var byPayerId = new Dictionary<string, (Payer, Concept?)>(StringComparer.OrdinalIgnoreCase);
        var byName = new Dictionary<string, Payer>(StringComparer.Ordinal);
        var distinctive = new List<DistinctiveName>();
        foreach (var (file, json) in organizations)
        {
            var organization = new Organization(json);
            if (new Resource(json).Id is not { } id || organization.Name is not { } name)
            {
                issues.Add(file, "name", "A payer needs id and name.");
                continue;
            }

            var added = additions.FirstOrDefault(a => a.Id == id) ?? new PayerAddition(id);
            var payer = new Payer(id, name, ReadProductLine(file, organization.Extensions, vocabulary, issues))
            {
                TimeZone = ReadTimeZone(file, organization.Extensions, issues),
                Page = ReadPage(file, organization.Telecoms, issues),
                Contact = added.Contact,
                Links = added.Links,
            };
            if (!byId.TryAdd(id, payer))
            {
                issues.Add(file, "id", "Another file has the same id.");
            }

            AddName(file, name, payer, byName, issues);
            foreach (var alias in organization.Aliases)
            {
                AddName(file, alias.AsText() ?? "", payer, byName, issues);
            }

            distinctive.AddRange(DistinctiveName.Read(file, json, payer, issues));
            foreach (var alias in added.Names)
            {
                AddName(file, alias, payer, byName, issues);
            }

            foreach (var item in organization.Identifiers)
            {
                if (KeyOf(new Identifier(item)) is { } key)
                {
                    AddPayerId(key, ReadProductLine(file, item.Items("extension"u8), vocabulary, issues));
                }
            }

            foreach (var value in added.PayerIds)
            {
                AddPayerId(value.Split('|', 2) is [var system, var number] ? KeyOf(system, number) : value.Trim(), null);
            }

            void AddPayerId(string key, Concept? line)
            {
                if (!byPayerId.TryAdd(key, (payer, line)))
                {
                    issues.Add(file, "identifier", "Another payer has the same payer id.");
                }
            }
        }

        foreach (var addition in additions.Where(a => !byId.ContainsKey(a.Id)))
        {
            issues.Add($"Crd:Payers:{addition.Id}", "", "No Organization of the policy data has this id.");
        }

        return new PayerRegistry(byId, byPayerId, byName, distinctive);
    }

    /// <summary>
    /// Matches an identifier typed as a payer id, or one of a system in which a number of the payer is known. An untyped number proves nothing: the same
    /// numbers are used for other things.
    /// </summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="line">The product line that the payer uses this id for; null when it says nothing of that.</param>
    public Payer? Find(Sdk.Identifier? identifier, out Concept? line)
    {
        line = null;
        if (identifier?.ValueElement.Text()?.Trim() is not { Length: > 0 } number
            || KeyOf(number, identifier.SystemElement.Text(), identifier.Type?.Coding.Select(c => (c.SystemElement.Text(), c.CodeElement.Text())) ?? []) is not { } key
            || !_byPayerId.TryGetValue(key, out var found))
        {
            return null;
        }

        line = found.Line;
        return found.Payer;
    }

    /// <summary>Matches the whole name, whatever its case, punctuation and spacing; else a name that is one payer's alone at its start or end.</summary>
    public Payer? FindName(string? name) => name is null ? null : _byName.GetValueOrDefault(Normalize(name)) ?? _distinctive.Find(name);

    /// <summary>Matches an Organization: its payer id, its name, its aliases.</summary>
    public Payer? Find(Sdk.Organization organization, out Concept? line)
    {
        line = null;
        foreach (var identifier in organization.Identifier)
        {
            if (Find(identifier, out line) is { } payer)
            {
                return payer;
            }
        }

        return FindName(organization.NameElement.Text()) ?? organization.AliasElement.Select(alias => FindName(alias.Text())).FirstOrDefault(payer => payer is not null);
    }

    // Of our own files.
    private static string? KeyOf(Identifier identifier)
    {
        var codings = new List<(string?, string?)>();
        foreach (var item in identifier.Type.Codings)
        {
            var coding = new Coding(item);
            codings.Add((coding.System, coding.Code));
        }

        return identifier.Value?.Trim() is { Length: > 0 } number ? KeyOf(number, identifier.System, codings) : null;
    }

    // A payer id by itself; any other number with its system.
    private static string? KeyOf(string number, string? system, IEnumerable<(string? System, string? Code)> types) =>
        types.Any(t => t is { System: { } of, Code: { } code } && (CodeSystems.Canonical(of), code.Trim()) is (CarinIdentifierType, "payerid") or (CodeSystems.IdentifierType, "NIIP")) ? number
        : system is not null ? KeyOf(system, number)
        : null;

    private static string KeyOf(string system, string number) => $"{CodeSystems.Canonical(system)}|{number.Trim()}";

    private static string Normalize(string name)
    {
        var normalized = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                normalized.Append(char.ToLowerInvariant(c));
            }
            else if (c == '&')
            {
                Separate(normalized);
                normalized.Append("and");
                Separate(normalized);
            }
            else if (c is not ('\'' or '’' or '®' or '.'))
            {
                Separate(normalized);
            }
        }

        return normalized.ToString().Trim();

        static void Separate(StringBuilder text)
        {
            if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }
    }

    private static void AddName(string file, string name, Payer payer, Dictionary<string, Payer> byName, ResourceIssues issues)
    {
        var normalized = Normalize(name);
        if (!byName.TryAdd(normalized, payer) && byName[normalized] != payer)
        {
            issues.Add(file, "alias", "Another payer has the same name.");
        }
    }

    private static TimeZoneInfo ReadTimeZone(string file, JsonItems extensions, ResourceIssues issues)
    {
        foreach (var item in extensions)
        {
            var extension = new Extension(item);
            if (extension.Url == TimeZone)
            {
                if (UnitedStatesTime.Find(extension.Value("valueCode"u8).AsText()) is { } zone)
                {
                    return zone;
                }

                issues.Add(file, "extension[time-zone]", $"Expected: one of {string.Join(", ", UnitedStatesTime.Names)}.");
            }
        }

        return UnitedStatesTime.Eastern;
    }

    private static string? ReadPage(string file, JsonItems telecoms, ResourceIssues issues)
    {
        foreach (var item in telecoms)
        {
            if (item.HasText("system"u8, "url"u8))
            {
                var page = item.Text("value"u8);
                if (!Uri.TryCreate(page, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
                {
                    issues.Add(file, "telecom.value", "An absolute https address was expected.");
                }

                return page;
            }
        }

        return null;
    }

    private static Concept? ReadProductLine(
        string file, JsonItems extensions, Vocabulary vocabulary, ResourceIssues issues)
    {
        foreach (var item in extensions)
        {
            var extension = new Extension(item);
            if (extension.Url == ImpliedProductLine)
            {
                var line = vocabulary.ConceptsOf(extension.Value("valueCanonical"u8).AsText() ?? "")?.FirstOrDefault();
                if (line?.Kind != ConceptKind.ProductLine)
                {
                    issues.Add(file, "extension[implied-product-line]", "The canonical does not name a product line.");
                }

                return line;
            }
        }

        return null;
    }
}
