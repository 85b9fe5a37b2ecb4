using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Resources;

namespace KetamineCrd.Policies;

/// <summary>Reads the extension <c>coverage-assertion</c> of a rule: the sub-extensions of ext-coverage-information that do not depend on an order.</summary>
internal sealed class AssertionReader(string path, FileIssues issues)
{
    public const string Url = $"{OwnCanonical.Extension}coverage-assertion";

    private static readonly string[] Known =
    [
        "covered", "pa-needed", "doc-needed", "doc-purpose", "info-needed", "billingCode", "reason", "detail", "questionnaire", "satisfied-pa-id", "dependency", "contact", "expiry-date",
    ];

    /// <summary>Null, with an issue reported, when it breaks an invariant of the extension.</summary>
    /// <param name="json">The extension.</param>
    /// <param name="reasonText">Used where the extension gives none.</param>
    public CoverageAssertion? Read(Extension json, string reasonText)
    {
        var parts = new List<Extension>();
        foreach (var item in json.Extensions)
        {
            var part = new Extension(item);
            parts.Add(part);
            if (!Known.Contains(part.Url, StringComparer.Ordinal))
            {
                issues.Add(path, $"Sub-extensions are: {string.Join(", ", Known)}.");
            }
        }

        var needs = ReadNeeds(parts);
        var documentation = ReadDocumentation(parts, needs, out var withAuthorization);
        var authorization = ReadAuthorization(parts, needs, withAuthorization);
        if (ReadBenefit(parts, needs, authorization) is not { } benefit)
        {
            return null;
        }

        if (withAuthorization && authorization?.TakesDocumentation is not true)
        {
            issues.Add($"{path}.doc-purpose", "withpa needs a prior authorization that is needed (crd-ci-q4).");
        }

        var reason = new CodeableConcept(Value(parts, "reason"));
        var assertion = new CoverageAssertion(benefit, new AssertionReason(reason.Text ?? reasonText, new Coding(reason.Codings.First).Code))
        {
            Documentation = documentation,
            BillingCodes = [.. ReadBillingCodes(parts)],
            Details = [.. ReadDetails(parts)],
            DependsOnBasis = Flag(Value(parts, "dependency")) is true,
            Contacts = [.. ReadContacts(parts)],
            Expiry = FhirDate.Read(Value(parts, "expiry-date").AsText())?.Last,
        };
        if (needs is not null && assertion.InformationNeeds.Count == 0)
        {
            issues.Add($"{path}.info-needed", "Only a conditional value waits for information (crd-ci-q3).");
        }

        return assertion;
    }

    /// <summary>Reads a ContactDetail.</summary>
    public static AssertionContact ReadContact(JsonElement value)
    {
        var telecoms = new List<(string, string)>();
        foreach (var item in value.Items("telecom"u8))
        {
            if (item.Text("system"u8) is { } system && item.Text("value"u8) is { } number)
            {
                telecoms.Add((system, number));
            }
        }

        return new AssertionContact(value.Text("name"u8), telecoms);
    }

    private static JsonElement Value(IEnumerable<Extension> parts, string url)
    {
        foreach (var part in parts.Where(p => p.Url == url))
        {
            return ValueOf(part);
        }

        return default;
    }

    private static JsonElement ValueOf(Extension part)
    {
        foreach (var member in part.Json.EnumerateObject())
        {
            if (member.Name.StartsWith("value", StringComparison.Ordinal))
            {
                return member.Value;
            }
        }

        return default;
    }

    private static IEnumerable<string> Codes(IEnumerable<Extension> parts, string url) =>
        parts.Where(p => p.Url == url).Select(p => ValueOf(p).AsText() ?? "");

    private Benefit? ReadBenefit(List<Extension> parts, InformationNeeds? needs, PriorAuthorization? authorization)
    {
        switch (Value(parts, "covered").AsText())
        {
            case "covered" when authorization is not null:
                return new Benefit.Covered(authorization);
            case "covered":
                issues.Add($"{path}.covered", "What is covered says whether prior authorization is needed.");
                return null;
            case "not-covered" when authorization is null:
                return new Benefit.NotCovered();
            case "not-covered":
                issues.Add($"{path}.pa-needed", "What is not covered has no prior authorization (crd-ci-q2).");
                return null;
            case "conditional" when needs is not null:
                return new Benefit.Conditional(needs, authorization);
            case "conditional":
                issues.Add($"{path}.info-needed", "What is conditional says what it waits for (crd-ci-q3).");
                return null;
            case "indeterminate" when authorization is null:
                return new Benefit.Indeterminate();
            default:
                issues.Add($"{path}.covered", "covered, not-covered, conditional, or indeterminate without pa-needed was expected.");
                return null;
        }
    }

    private PriorAuthorization? ReadAuthorization(List<Extension> parts, InformationNeeds? needs, bool withDocumentation)
    {
        var number = Value(parts, "satisfied-pa-id").AsText();
        var code = Value(parts, "pa-needed").AsText();
        if (number is not null && code != "satisfied")
        {
            issues.Add($"{path}.satisfied-pa-id", "Only a satisfied authorization has a number (crd-ci-q5).");
        }

        switch (code)
        {
            case null:
                return null;
            case "no-auth":
                return new PriorAuthorization.NotNeeded();
            case "auth-needed":
                return new PriorAuthorization.Needed(withDocumentation);
            case "performpa":
                return new PriorAuthorization.NeededByPerformer(withDocumentation);
            case "satisfied":
                return new PriorAuthorization.Satisfied(number);
            case "indeterminate":
                return new PriorAuthorization.Indeterminate();
            case "conditional" when needs is not null:
                return new PriorAuthorization.Conditional(needs);
            default:
                issues.Add($"{path}.pa-needed", "no-auth, auth-needed, performpa, satisfied, indeterminate, or conditional with info-needed was expected.");
                return null;
        }
    }

    private InformationNeeds? ReadNeeds(List<Extension> parts)
    {
        var needs = new List<InformationNeed>();
        foreach (var code in Codes(parts, "info-needed"))
        {
            InformationNeed? need = code switch
            {
                "performer" => InformationNeed.Performer,
                "location" => InformationNeed.Location,
                "timeframe" => InformationNeed.Timeframe,
                "contract-window" => InformationNeed.ContractWindow,
                "detail-code" => InformationNeed.DetailCode,
                "OTH" => InformationNeed.Other,
                _ => null,
            };
            if (need is { } known)
            {
                needs.Add(known);
            }
            else
            {
                issues.Add($"{path}.info-needed", "performer, location, timeframe, contract-window, detail-code or OTH was expected.");
            }
        }

        return needs is [var first, .. var others] ? new InformationNeeds(first, others) : null;
    }

    private Documentation? ReadDocumentation(List<Extension> parts, InformationNeeds? information, out bool withAuthorization)
    {
        var needs = new List<DocumentationNeed>();
        foreach (var code in Codes(parts, "doc-needed"))
        {
            DocumentationNeed? need = code switch
            {
                "clinical" => new DocumentationNeed.Clinical(),
                "admin" => new DocumentationNeed.Administrative(),
                "patient" => new DocumentationNeed.Patient(),
                "indeterminate" => new DocumentationNeed.Indeterminate(),
                "conditional" when information is not null => new DocumentationNeed.Conditional(information),
                _ => null,
            };
            if (need is not null)
            {
                needs.Add(need);
            }
            else
            {
                issues.Add($"{path}.doc-needed", "clinical, admin, patient, indeterminate, or conditional with info-needed was expected.");
            }
        }

        var purposes = ReadPurposes(parts, out withAuthorization);
        string[] questionnaires = [.. Codes(parts, "questionnaire")];
        if (needs is [var first, .. var others])
        {
            return new Documentation(first, others) { Purposes = purposes, Questionnaires = questionnaires };
        }

        if (questionnaires.Length > 0 || purposes.Count > 0 || withAuthorization)
        {
            issues.Add($"{path}.doc-needed", "A purpose or a questionnaire belongs to documentation that is needed (crd-ci-q1).");
        }

        withAuthorization = false;
        return null;
    }

    private List<DocumentationPurpose> ReadPurposes(List<Extension> parts, out bool withAuthorization)
    {
        withAuthorization = false;
        var purposes = new List<DocumentationPurpose>();
        foreach (var code in Codes(parts, "doc-purpose"))
        {
            switch (code)
            {
                case "withpa":
                    withAuthorization = true;
                    break;
                case "withclaim":
                    purposes.Add(DocumentationPurpose.WithClaim);
                    break;
                case "withorder":
                    purposes.Add(DocumentationPurpose.WithOrder);
                    break;
                case "retain-doc":
                    purposes.Add(DocumentationPurpose.Retain);
                    break;
                case "OTH":
                    purposes.Add(DocumentationPurpose.Other);
                    break;
                default:
                    issues.Add($"{path}.doc-purpose", "withpa, withclaim, withorder, retain-doc or OTH was expected.");
                    break;
            }
        }

        return purposes;
    }

    private IEnumerable<BillingCode> ReadBillingCodes(List<Extension> parts)
    {
        foreach (var part in parts.Where(p => p.Url == "billingCode"))
        {
            var coding = new Coding(ValueOf(part));
            if (coding.System is { } system && coding.Code is { } code)
            {
                yield return new BillingCode(system, code, coding.Display);
            }
            else
            {
                issues.Add($"{path}.billingCode", "A valueCoding with system and code was expected.");
            }
        }
    }

    private IEnumerable<CoverageDetail> ReadDetails(List<Extension> parts)
    {
        foreach (var part in parts.Where(p => p.Url == "detail"))
        {
            var sub = new List<Extension>();
            foreach (var item in part.Extensions)
            {
                sub.Add(new Extension(item));
            }

            var value = Value(sub, "value");
            CoverageDetail? detail = Value(sub, "code").AsText() switch
            {
                "allowed-quantity" when Amount(value) is { } amount && value.Text("unit"u8) is { } unit => new CoverageDetail.AllowedQuantity(amount, unit),
                "allowed-period" when new Period(value) is var period && (period.Start is not null || period.End is not null) =>
                    new CoverageDetail.AllowedPeriod(period.Start?.Written.First, period.End?.Written.Last),
                "in-network-copay" when Amount(value) is { } percent => new CoverageDetail.Copay(InNetwork: true, percent),
                "out-network-copay" when Amount(value) is { } percent => new CoverageDetail.Copay(InNetwork: false, percent),
                "concurrent-review" when Flag(value) is { } needed => new CoverageDetail.ConcurrentReview(needed),
                "appropriate-use-needed" when Flag(value) is { } needed => new CoverageDetail.AppropriateUse(needed),
                "policy-link" when value.AsText() is { } url => new CoverageDetail.PolicyLink(url),
                "instructions" when value.AsText() is { } text => new CoverageDetail.Instructions(text),
                _ => null,
            };
            if (detail is not null)
            {
                yield return detail with { Qualification = Value(sub, "qualification").AsText() };
            }
            else
            {
                issues.Add($"{path}.detail", "A code of crd-coverage-detail with a value of its type was expected.");
            }
        }
    }

    private static decimal? Amount(JsonElement quantity) =>
        quantity.Member("value"u8) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var amount) ? amount : null;

    private static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static IEnumerable<AssertionContact> ReadContacts(List<Extension> parts)
    {
        foreach (var part in parts.Where(p => p.Url == "contact"))
        {
            yield return ReadContact(ValueOf(part));
        }
    }
}
