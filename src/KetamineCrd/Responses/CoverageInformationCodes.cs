using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>The codes of coverage information in one release of the guide.</summary>
/// <param name="dialect">The release.</param>
/// <param name="forJavaValidator">Bends what the published invariants of a release get wrong: see docs/conformance.md, "Validators".</param>
internal sealed class CoverageInformationCodes(Dialect dialect, bool forJavaValidator)
{
    /// <summary>Of <c>covered</c>.</summary>
    public string Covered(Benefit benefit) => benefit switch
    {
        Benefit.Covered => "covered",
        Benefit.NotCovered => "not-covered",
        Benefit.Indeterminate when dialect.SaysIndeterminate => "indeterminate",
        _ => "conditional",
    };

    /// <summary>Of <c>pa-needed</c>; null to leave it out.</summary>
    public string? AuthorizationNeeded(CoverageAssertion assertion) => assertion.Benefit.PriorAuthorization switch
    {
        PriorAuthorization.NotNeeded => "no-auth",
        PriorAuthorization.Needed => "auth-needed",
        PriorAuthorization.NeededByPerformer => "performpa",
        PriorAuthorization.Satisfied => "satisfied",
        PriorAuthorization.Indeterminate when dialect.SaysIndeterminate => "indeterminate",
        not null => "conditional",
        null when !dialect.NeedsPriorAuthorizationUnlessNotCovered => null,
        null when assertion.Benefit is Benefit.NotCovered => forJavaValidator ? "no-auth" : null,
        null => "conditional",
    };

    /// <summary>Of <c>info-needed</c>. What this release cannot call indeterminate is conditional, and waits for something that only the reason can name.</summary>
    public IEnumerable<string> InformationNeeded(CoverageAssertion assertion)
    {
        if (!assertion.Waits && dialect.SaysIndeterminate)
        {
            return [];
        }

        var needs = assertion.InformationNeeds.Select(n => n switch
        {
            InformationNeed.Performer => "performer",
            InformationNeed.Location => "location",
            InformationNeed.Timeframe => "timeframe",
            InformationNeed.ContractWindow => "contract-window",
            InformationNeed.DetailCode => "detail-code",
            _ => "OTH",
        }).Select(code => dialect.InformationNeeds.Contains(code) ? code : "OTH");
        var isReplaced = !dialect.SaysIndeterminate
            && (assertion.Benefit is Benefit.Indeterminate || assertion.Benefit.PriorAuthorization is PriorAuthorization.Indeterminate
                || assertion.Documentation?.Needs.Any(n => n is DocumentationNeed.Indeterminate) is true);
        return (isReplaced ? needs.Append("OTH") : needs).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Of <c>doc-needed</c>.</summary>
    public IEnumerable<string> DocumentationNeeded(Documentation documentation)
    {
        var codes = documentation.Needs.Select(n => n switch
        {
            DocumentationNeed.Clinical => "clinical",
            DocumentationNeed.Administrative => "admin",
            DocumentationNeed.Patient => "patient",
            DocumentationNeed.Indeterminate => "indeterminate",
            _ => "conditional",
        }).Distinct(StringComparer.Ordinal).ToArray();
        return dialect.AllowsSeveralDocumentationNeeds ? codes : [OneOf(codes)];
    }

    /// <summary>Of <c>doc-purpose</c>.</summary>
    public IEnumerable<string> DocumentationPurposes(CoverageAssertion assertion)
    {
        if (assertion.Benefit.PriorAuthorization?.TakesDocumentation is true && !(forJavaValidator && dialect.ValidatorRefusesAuthorizationPurpose))
        {
            yield return "withpa";
        }

        foreach (var purpose in assertion.Documentation?.Purposes ?? [])
        {
            yield return purpose switch
            {
                DocumentationPurpose.WithClaim => "withclaim",
                DocumentationPurpose.WithOrder => "withorder",
                DocumentationPurpose.Retain => "retain-doc",
                _ => "OTH",
            };
        }
    }

    /// <summary>Of <c>reason</c>; null where the text alone says it. A code too coarse is asked for by info-needed in 2.2 and was a reason in 2.0.</summary>
    public string? Reason(CoverageAssertion assertion)
    {
        var code = assertion.Reason.Code ?? (assertion.InformationNeeds.Contains(InformationNeed.DetailCode) ? "detail-code" : null);
        return code is not null && dialect.ReasonCodes.Contains(code) ? code : null;
    }

    // CRD 2.0.1: one code; what a patient supplies is collected by a clinician, and what is not certain makes the whole conditional.
    private static string OneOf(string[] codes)
    {
        if (codes.Contains("conditional") || codes.Contains("indeterminate"))
        {
            return "conditional";
        }

        var isClinical = codes.Contains("clinical") || codes.Contains("patient");
        return (isClinical, codes.Contains("admin")) switch
        {
            (true, true) => "both",
            (true, false) => "clinical",
            _ => "admin",
        };
    }
}
