using FsCheck;
using FsCheck.Fluent;
using KetamineCrd.Determinations;
using Xunit.Abstractions;

namespace KetamineCrd.Tests.Determinations;

/// <summary>A property that is tried on silence alone proves nothing: what is drawn must hit what the policies speak of.</summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    [Fact]
    public void Scenarios_speak_of_what_policies_speak_of()
    {
        const int count = 2_000;
        var drawn = Scenario.Any.Generator.Sample(count, new Rnd(1), 100).Select(s => s.Call().Determine()).ToArray();
        var mix = drawn.CountBy(Call.Outcome, StringComparer.Ordinal).OrderByDescending(p => p.Value).ToArray();
        output.WriteLine(string.Join('\n', mix.Select(p => $"{100.0 * p.Value / count,5:F1} % {p.Key}")));

        Assert.InRange(drawn.Count(d => Call.Outcome(d) != "silent"), count * 30 / 100, count * 80 / 100);
        Assert.InRange(drawn.Count(d => d?.Determination is Determination.NotCovered), count * 10 / 100, count);
    }
}
