using System.Text.Json;

namespace KetamineCrd.Fhir.Views;

/// <summary>A read-only view of a FHIR R4 <c>Timing</c>.</summary>
public readonly struct Timing(JsonElement json)
{
    /// <summary>
    /// Its <c>event</c> and, around them, <c>repeat.boundsPeriod</c>. A repetition without bounds, or with such that name no day, has no known
    /// end once it has begun. Null when no day is named.
    /// </summary>
    public Plan? Plan
    {
        get
        {
            var times = new List<FhirDateTime>();
            foreach (var item in json.Items("event"u8))
            {
                if (FhirDateTime.Read(item.AsText()) is { } time)
                {
                    times.Add(time);
                }
            }

            var repeat = json.Member("repeat"u8);
            var bounds = Stretch.Of(new Period(repeat.Member("boundsPeriod"u8)));
            if (bounds is null && times.Count > 0 && repeat.Member("period"u8).ValueKind == JsonValueKind.Number && repeat.Member("count"u8).ValueKind == JsonValueKind.Undefined)
            {
                bounds = new Stretch(times[0], null);
            }

            return times.Count == 0 && bounds is null ? null : new Plan(times, bounds, json);
        }
    }
}
