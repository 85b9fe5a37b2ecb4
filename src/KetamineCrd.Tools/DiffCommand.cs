using System.CommandLine;
using KetamineCrd.Tools.Diff;

namespace KetamineCrd.Tools;

/// <summary><c>policy diff</c>: what changed from one policy version to another, in words.</summary>
internal static class DiffCommand
{
    private const string Name = "such as 7.03.03/2019-04-18, or the id or file of its PlanDefinition";

    public static Command Create(ToolContext tool)
    {
        var earlier = new Argument<string>("version-a") { Description = $"the version to start from, {Name}" };
        var later = new Argument<string>("version-b") { Description = $"the version to compare it with, {Name}" };
        var folder = ChosenData.FolderOption();
        var command = new Command("diff", "Says what changed from one policy version to another.") { earlier, later, folder };
        command.SetAction(parsed => Run(tool, parsed.GetRequiredValue(earlier), parsed.GetRequiredValue(later), parsed.GetValue(folder)));
        return command;
    }

    private static int Run(ToolContext tool, string nameA, string nameB, string? folder)
    {
        if (ChosenData.Load(folder, tool, out var exitCode) is not { } engine)
        {
            return exitCode;
        }

        var versions = HeldVersion.All(engine);
        foreach (var name in new[] { nameA, nameB })
        {
            if (!versions.Any(v => v.IsCalled(name)))
            {
                return tool.Misuse($"No version is called '{name}'. Held: {string.Join(", ", versions.Select(v => $"{v.Version.Slug}/{v.Version.Version}"))}.");
            }
        }

        var (a, b) = (versions.First(v => v.IsCalled(nameA)), versions.First(v => v.IsCalled(nameB)));
        tool.Output.WriteLine($"From {a.Version.Number}, version {a.Version.Version}, to {b.Version.Number}, version {b.Version.Version}:");
        foreach (var section in VersionDiff.Of(a, b, engine))
        {
            tool.Output.WriteLine();
            tool.Output.WriteLine(section.Title);
            foreach (var line in section.Lines)
            {
                tool.Output.WriteLine($"  {line}");
            }
        }

        return ExitCode.Success;
    }
}
