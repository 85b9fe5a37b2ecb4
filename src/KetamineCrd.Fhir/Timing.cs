using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>A read-only view of a FHIR R4 <c>Timing</c>.</summary>
public readonly struct Timing(JsonElement json)
{
    /// <summary>The earliest day it names: of <c>event</c>, else the start of <c>repeat.boundsPeriod</c>. Null when it names none.</summary>
    public DateOnly? FirstDay
    {
        get
        {
            DateOnly? first = null;
            foreach (var item in json.Items("event"u8))
            {
                if (FhirDate.Read(item.AsText()) is { } day && (first is null || day.First < first))
                {
                    first = day.First;
                }
            }

            return first ?? new Period(json.Member("repeat"u8).Member("boundsPeriod"u8)).Start?.First;
        }
    }
}
