using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>What an answer is made for.</summary>
/// <param name="Request">The call.</param>
/// <param name="Index">Its resources, with those that were read.</param>
/// <param name="Facts">What they say.</param>
/// <param name="Now">The instant of the answer; its day where the payer is is the day of an assertion.</param>
/// <param name="BaseAddress">Where the policy pages are, without a slash at the end.</param>
public sealed record AnswerContext(HookRequest Request, ResourceIndex Index, CallFacts Facts, DateTimeOffset Now, string BaseAddress)
{
    /// <summary>Stands for client and tenant where nobody is told apart.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Who calls. An assertion id is of one client, tenant and patient.</summary>
    public string Client { get; init; } = Sandbox;

    /// <inheritdoc cref="Client"/>
    public string Tenant { get; init; } = Sandbox;

    /// <summary>Bends what the published invariants get wrong, for validators that insist on them.</summary>
    public bool ForJavaValidator { get; init; }

    /// <summary>The day of an assertion about a coverage: the day it is where the payer is.</summary>
    public DateOnly TodayUnder(CoverageFacts? coverage) => UnitedStatesTime.DayOf(Now, coverage?.TimeZone ?? UnitedStatesTime.Eastern);

    public Dialect Dialect => Request.Dialect;
}
