using KetamineCrd.Fhir;

namespace KetamineCrd.Tests.Fhir;

public sealed class FhirDateTests
{
    // FHIR R4 2.24.0.1: date is YYYY, YYYY-MM or YYYY-MM-DD; a partial one means the whole year or month.
    [Theory]
    [InlineData("2025", "2025-01-01", "2025-12-31")]
    [InlineData("2025-02", "2025-02-01", "2025-02-28")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2026-03", "2026-03-01", "2026-03-31")]
    [InlineData("2025-06-02", "2025-06-02", "2025-06-02")]
    [InlineData("2024-02-29", "2024-02-29", "2024-02-29")]
    public void A_partial_date_is_every_day_it_may_mean(string text, string first, string last) =>
        Assert.Equal(new FhirDate(Day(first), Day(last)), FhirDate.Read(text));

    // A service is given on the local day, so the written day counts and the offset does not.
    [Theory]
    [InlineData("2025-06-02T23:30:00-05:00")]
    [InlineData("2025-06-02T00:30:00+14:00")]
    [InlineData("2025-06-02T12:00:00Z")]
    [InlineData("2025-06-02T12:00:00.123Z")]
    [InlineData("2025-06-02T12:00")]
    public void The_offset_of_a_dateTime_is_not_applied(string text) =>
        Assert.Equal(new FhirDate(Day("2025-06-02"), Day("2025-06-02")), FhirDate.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("2025-6-2")]
    [InlineData("2025-13")]
    [InlineData("2025-00")]
    [InlineData("2025-02-29")]
    [InlineData("2025-06-31")]
    [InlineData("06/02/2025")]
    [InlineData("20250602")]
    [InlineData("0000")]
    [InlineData("tomorrow")]
    [InlineData("2025-06-02garbage")]
    [InlineData(" 2025-06-02")]
    public void What_is_no_FHIR_date_reads_as_none(string text) => Assert.Null(FhirDate.Read(text));

    private static DateOnly Day(string text) => DateOnly.Parse(text, null);
}
