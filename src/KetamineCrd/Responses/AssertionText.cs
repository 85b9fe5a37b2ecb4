using System.Globalization;
using System.Text;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>What a statement asserts, as one text that its id follows from: the same on any day, by any host name and in any release of the guide.</summary>
/// <remarks>
/// The parts and their order are fixed here and not by how a statement is written as JSON: whatever changes this text changes the id of every
/// statement that stands on an order. The codes are those of CRD 2.2.1.
/// </remarks>
internal static class AssertionText
{
    private static readonly CoverageInformationCodes Codes = new(Dialect.Crd22, forJavaValidator: false);

    /// <summary>Of the statements about one order and coverage, which have one id together (CRD 2.2.1 resp-33).</summary>
    public static string Of(IReadOnlyList<CoverageInformation> statements)
    {
        var text = new StringBuilder(1_024);
        foreach (var statement in statements)
        {
            Append(text, statement);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, CoverageInformation statement)
    {
        var assertion = statement.Assertion;
        Part(text, "coverage", statement.Coverage);
        Part(text, "covered", Codes.Covered(assertion.Benefit));
        Part(text, "pa-needed", Codes.AuthorizationNeeded(assertion));
        Part(text, "satisfied-pa-id", (assertion.Benefit.PriorAuthorization as PriorAuthorization.Satisfied)?.Number);
        if (assertion.Documentation is { } documentation)
        {
            Parts(text, "doc-needed", Codes.DocumentationNeeded(documentation));
            Parts(text, "doc-purpose", Codes.DocumentationPurposes(assertion));
            Parts(text, "questionnaire", documentation.Questionnaires);
        }

        Parts(text, "info-needed", Codes.InformationNeeded(assertion));
        foreach (var code in assertion.BillingCodes)
        {
            Part(text, "billingCode.system", code.System);
            Part(text, "billingCode.code", code.Code);
        }

        Part(text, "reason.code", assertion.Reason.Code);
        Part(text, "reason.text", assertion.Reason.Text);
        foreach (var detail in assertion.Details)
        {
            Part(text, "detail.code", detail.Code);
            Part(text, "detail.value", Value(detail));
            Part(text, "detail.qualification", detail.Qualification);
        }

        Part(text, "dependency", statement.Dependency);
        foreach (var contact in assertion.Contacts)
        {
            Part(text, "contact.name", contact.Name);
            foreach (var (system, value) in contact.Telecoms)
            {
                Part(text, "contact.system", system);
                Part(text, "contact.value", value);
            }
        }

        Part(text, "expiry-date", Day(assertion.Expiry));
        Part(text, "end", "");
    }

    private static string Value(CoverageDetail detail) => detail switch
    {
        CoverageDetail.AllowedQuantity quantity => $"{Number(quantity.Value)} {quantity.Unit}",
        CoverageDetail.AllowedPeriod period => $"{Day(period.Start)}/{Day(period.End)}",
        CoverageDetail.Copay copay => Number(copay.Percent),
        CoverageDetail.ConcurrentReview review => Flag(review.IsNeeded),
        CoverageDetail.AppropriateUse use => Flag(use.IsNeeded),
        CoverageDetail.AuthorizationOutOfNetworkOnly => Flag(true),
        CoverageDetail.PolicyLink link => link.Url,
        CoverageDetail.Instructions instructions => instructions.Text,
        _ => throw new InvalidOperationException($"No value is known for {detail.GetType().Name}."),
    };

    private static void Parts(StringBuilder text, string name, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Part(text, name, value);
        }
    }

    // The length keeps two parts apart from one that holds the text of both. What is not said leaves no trace.
    private static void Part(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}:{value.Length}:{value}\n");
        }
    }

    private static string Number(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "true" : "false";

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
