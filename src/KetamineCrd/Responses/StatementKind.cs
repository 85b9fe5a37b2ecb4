namespace KetamineCrd.Responses;

/// <summary>What statements have in common that differ only in Coverage, other order, days and id.</summary>
/// <param name="Form">How they are written.</param>
/// <param name="Blank">One of them, without what is a patient's.</param>
internal readonly record struct StatementKind(StatementForm Form, CoverageInformation Blank)
{
    private const string Any = "-";

    public static StatementKind Of(CoverageInformation statement, StatementForm form) => new(form, new CoverageInformation(
        statement.Assertion with { Expiry = statement.Assertion.Expiry is null ? null : DateOnly.MinValue },
        statement.Coverage is null ? null : Any,
        statement.Dependency is null ? null : Any,
        DateOnly.MinValue,
        Any));

    // Two that are equal are written alike. Some that are written alike may not be equal, since lists within lists are compared by reference: they are built twice.
    public bool Equals(StatementKind other)
    {
        var (mine, its) = (Blank.Assertion, other.Blank.Assertion);
        return Form == other.Form
            && Blank with { Assertion = its } == other.Blank
            && mine with { BillingCodes = its.BillingCodes, Details = its.Details, Contacts = its.Contacts } == its
            && mine.BillingCodes.SequenceEqual(its.BillingCodes) && mine.Details.SequenceEqual(its.Details) && mine.Contacts.SequenceEqual(its.Contacts);
    }

    public override int GetHashCode() => HashCode.Combine(Form, Blank.Assertion.Benefit, Blank.Assertion.Reason, Blank.Coverage, Blank.Dependency);
}
