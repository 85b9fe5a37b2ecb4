#pragma warning disable RS0030 // What is set here is ours.
using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>Builds <c>ext-coverage-information</c> in the codes and shapes of one release of the guide.</summary>
internal sealed class CoverageInformationExtension(StatementForm form)
{
    private const string Percent = "%";
    private const string UnitsOfMeasure = "http://unitsofmeasure.org";
    private const string PublishedReasons = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private readonly CoverageInformationCodes _codes = new(form.Dialect, form.ForJavaValidator);

    public Extension Build(CoverageInformation information) => new() { Url = CoverageInformation.Url, Extension = [.. Parts(information)] };

    private IEnumerable<Extension> Parts(CoverageInformation information)
    {
        var assertion = information.Assertion;
        return
        [
            new("coverage", Coverage(information.Coverage)),
            Code("covered", _codes.Covered(assertion.Benefit)),
            .. _codes.AuthorizationNeeded(assertion) is { } authorization ? [Code("pa-needed", authorization)] : Nothing,
            .. assertion.Documentation is { } documentation ? DocumentationParts(assertion, documentation) : Nothing,
            .. _codes.InformationNeeded(assertion).Select(need => Code("info-needed", need)),
            .. assertion.BillingCodes.Select(c => new Extension("billingCode", new Coding(c.System, c.Code) { Display = c.Display })),
            new("reason", Reason(assertion)),
            .. Details(assertion).Select(Detail),
            .. information.Dependency is { } order ? [new("dependency", new ResourceReference(order))] : Nothing,
            .. (assertion.Documentation?.Questionnaires ?? []).Select(q => new Extension("questionnaire", new Canonical(q))),
            new("date", Day(information.Date)),
            new("coverage-assertion-id", new FhirString(information.AssertionId)),
            .. assertion.Benefit.PriorAuthorization is PriorAuthorization.Satisfied satisfied
                ? [new("satisfied-pa-id", new FhirString(satisfied.Number ?? information.AssertionId))]
                : Nothing,
            .. assertion.Contacts.SelectMany(Contact).Select(value => new Extension("contact", value)),
            .. assertion.Expiry is { } expiry && form.Dialect.SaysExpiry ? [new("expiry-date", Day(expiry))] : Nothing,
        ];
    }

    private static Extension[] Nothing => [];

    private IEnumerable<Extension> DocumentationParts(CoverageAssertion assertion, Documentation documentation) =>
    [
        .. _codes.DocumentationNeeded(documentation).Select(need => Code("doc-needed", need)),
        .. _codes.DocumentationPurposes(assertion).Select(purpose => Code("doc-purpose", purpose)),
    ];

    private static ResourceReference Coverage(string? reference) => reference is not null
        ? new(reference)
        : new() { Type = "Coverage", Display = "The patient's coverage, which could not be read" };

    private CodeableConcept Reason(CoverageAssertion assertion)
    {
        var dialect = form.Dialect;
        string[] systems = _codes.Reason(assertion) is not { } code ? [] : code == dialect.PublishedReasonCode ? [dialect.ReasonSystem, PublishedReasons] : [dialect.ReasonSystem];
        return new() { Coding = [.. systems.Select(system => new Coding(system, _codes.Reason(assertion)))], Text = assertion.Reason.Text };
    }

    // An authorization that is needed out of network only is a reason in 2.2 and was a detail in 2.0.
    private IEnumerable<CoverageDetail> Details(CoverageAssertion assertion) =>
        (assertion.Reason.Code == "auth-out-network" ? assertion.Details.Append(new CoverageDetail.AuthorizationOutOfNetworkOnly()) : assertion.Details)
        .Where(d => form.Dialect.DetailCodes.Contains(d.Code));

    private Extension Detail(CoverageDetail detail) => new()
    {
        Url = "detail",
        Extension =
        [
            .. form.Dialect.CategorizesDetails ? [Code("category", Category(detail.Category))] : Nothing,
            new("code", new CodeableConcept(form.Dialect.DetailSystem, detail.Code)),
            new("value", Value(detail)),
            .. detail.Qualification is { } qualification ? [new("qualification", new FhirString(qualification))] : Nothing,
        ],
    };

    private static string Category(DetailCategory category) => category switch
    {
        DetailCategory.Limitation => "cat-limitation",
        DetailCategory.Decisional => "cat-decisional",
        _ => "cat-other",
    };

    private DataType Value(CoverageDetail detail) => detail switch
    {
        CoverageDetail.AllowedQuantity { Unit: Percent } quantity => InPercent(quantity.Value),
        CoverageDetail.AllowedQuantity quantity => new Quantity { Value = quantity.Value, Unit = quantity.Unit },
        CoverageDetail.Copay copay => InPercent(copay.Percent),
        CoverageDetail.AllowedPeriod period => new Period { StartElement = Time(period.Start), EndElement = Time(period.End) },
        CoverageDetail.ConcurrentReview review => new FhirBoolean(review.IsNeeded),
        CoverageDetail.AppropriateUse use => new FhirBoolean(use.IsNeeded),
        CoverageDetail.AuthorizationOutOfNetworkOnly => new FhirBoolean(true),
        CoverageDetail.PolicyLink link => new FhirUrl(PageAddress.Absolute(link.Url, form.BaseAddress)),
        CoverageDetail.Instructions instructions => new FhirString(instructions.Text),
        _ => throw new InvalidOperationException($"No value is known for {detail.GetType().Name}."),
    };

    private static Quantity InPercent(decimal value) => new() { Value = value, Unit = Percent, System = UnitsOfMeasure, Code = Percent };

    private IEnumerable<DataType> Contact(AssertionContact contact)
    {
        var points = contact.Telecoms.Select(t => new ContactPoint
        {
            System = EnumUtility.ParseLiteral<ContactPoint.ContactPointSystem>(t.System) ?? ContactPoint.ContactPointSystem.Other,
            Value = t.Value,
        });
        return form.Dialect.GivesContactDetail ? [new ContactDetail { Name = contact.Name, Telecom = [.. points] }] : points;
    }

    private static Extension Code(string url, string code) => new(url, new Code(code));

    private static Date Day(DateOnly day) => new(Text(day));

    private static FhirDateTime? Time(DateOnly? day) => day is { } known ? new FhirDateTime(Text(known)) : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
