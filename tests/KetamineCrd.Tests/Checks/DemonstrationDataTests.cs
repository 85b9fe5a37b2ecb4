using KetamineCrd.Checks;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Checks;

/// <summary>The files of the demonstration payer are held to the same checks as those of real payers.</summary>
public sealed class DemonstrationDataTests
{
    private static readonly ResourceFile[] Files = [.. ResourceFiles.Read(folder: null), .. ResourceFiles.ReadDemonstration()];

    [Fact]
    public void The_demonstration_has_no_errors() =>
        Assert.Empty(PolicyCheck.Run(Files, new DateOnly(2026, 11, 21)).Where(f => f.Severity == FindingSeverity.Error).Select(f => f.ToString()));

    [Fact]
    public void The_demonstration_is_no_part_of_the_data_unless_it_is_asked_for()
    {
        var (engine, issues) = CrdEngine.Load(ResourceFiles.Read(folder: null));

        Assert.Empty(issues);
        Assert.DoesNotContain(engine!.Policies.Policies, p => p.Versions[0].Number.StartsWith("DEMO", StringComparison.Ordinal));
        Assert.DoesNotContain(engine.Resources, r => r.Id.Contains("demonstration", StringComparison.Ordinal));
    }
}
