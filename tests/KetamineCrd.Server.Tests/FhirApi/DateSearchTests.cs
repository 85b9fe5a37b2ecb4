using KetamineCrd.Server.Tests.Calls;

namespace KetamineCrd.Server.Tests.FhirApi;

/// <summary>Dates are intervals on both sides, as FHIR R4 search.html says under "date" and "Prefixes". Expected values follow from those definitions.</summary>
public sealed class DateSearchTests(MadeUpData server) : IClassFixture<MadeUpData>
{
    private const string Year = MadeUpData.Year;
    private const string Month = MadeUpData.Month;
    private const string Day = MadeUpData.Day;
    private const string Time = MadeUpData.Time;

    [Theory]
    [InlineData("2024", Year, Month, Day, Time)]
    [InlineData("eq2024-06", Month, Day, Time)]
    [InlineData("2024-06-15", Day)]
    [InlineData("2024-06-16", Time)]
    [InlineData("2024-06-16T04:30Z", Time)]
    [InlineData("2024-06-16T04:30:00", Time)]
    [InlineData("2024-06-15T23:30:00-05:00", Time)]
    [InlineData("2024-06-16T04:30:00.0Z")]
    [InlineData("2023,2024-06-15", Day)]
    [InlineData("ne2024-06", Year)]
    [InlineData("ne2024-06-15", Year, Month, Time)]
    [InlineData("gt2024-06", Year)]
    [InlineData("gt2024-06-15", Year, Month, Time)]
    [InlineData("ge2024-06-16", Year, Month, Time)]
    [InlineData("ge2024-06-15", Year, Month, Day, Time)]
    [InlineData("lt2024-06", Year)]
    [InlineData("lt2024-06-15", Year, Month)]
    [InlineData("le2024-06-14", Year, Month)]
    [InlineData("le2024-06-15", Year, Month, Day)]
    [InlineData("gt2024")]
    [InlineData("lt2024")]
    [InlineData("ge2024", Year, Month, Day, Time)]
    [InlineData("le2024", Year, Month, Day, Time)]
    [InlineData("ge2025")]
    [InlineData("le2023")]
    [InlineData("gt2024-06-15&date=lt2024-06-16", Year, Month)]
    [InlineData("ge2024-06-15&date=ne2024-06-16&date=ne2024", "")]
    public async Task A_date_is_compared_as_an_interval(string date, params string[] found)
    {
        var answer = await FhirAnswer.GetAsync(server.Client, $"/fhir/StructureDefinition?name=dated&date={date}");

        Assert.Equal(found.Where(f => f.Length > 0).Order(StringComparer.Ordinal), answer.Entries.Select(e => (string)e["resource"]!["date"]!).Order(StringComparer.Ordinal));
    }
}
