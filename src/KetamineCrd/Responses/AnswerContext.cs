using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Meanings;

namespace KetamineCrd.Responses;

/// <summary>What an answer is made for.</summary>
/// <param name="Request">The call.</param>
/// <param name="Index">Its resources, with those that were read.</param>
/// <param name="Facts">What they say.</param>
/// <param name="Now">The instant of the answer; its day where the payer is is the day of an assertion.</param>
/// <param name="Scope">Who gets it.</param>
public sealed record AnswerContext(HookRequest Request, ResourceIndex Index, CallFacts Facts, DateTimeOffset Now, CallScope Scope)
{
    /// <summary>The day of an assertion about a coverage: the day it is where the payer is.</summary>
    public DateOnly TodayUnder(CoverageFacts? coverage) => UnitedStatesTime.DayOf(Now, coverage?.TimeZone ?? UnitedStatesTime.Eastern);

    public Dialect Dialect => Request.Dialect;
}
