using System.CommandLine;

namespace KetamineCrd.Tools;

/// <summary><c>policy list</c>: the policy versions that are held.</summary>
internal static class ListCommand
{
    private static readonly string[] Heads = ["number", "version", "status", "in force", "next review", "payers", "drugs", "title"];

    public static Command Create(ToolContext tool)
    {
        var folder = ChosenData.FolderArgument();
        var today = TodayOption.Create();
        var command = new Command("list", "Lists the policy versions that are held.") { folder, today };
        command.SetAction(parsed => Run(tool, parsed.GetValue(folder), parsed.GetValue(today) ?? tool.Today));
        return command;
    }

    private static int Run(ToolContext tool, string? folder, DateOnly today)
    {
        if (ChosenData.Load(folder, tool, out var exitCode) is { } engine)
        {
            TextTable.Write(tool.Output, [Heads, .. HeldVersion.All(engine).Select(held => Row(held, today))]);
        }

        return exitCode;
    }

    private static string[] Row(HeldVersion held, DateOnly today) =>
    [
        held.Version.Number,
        held.Version.Version,
        held.Status,
        held.InForce,
        // A text that has ended is not reviewed any more.
        (held.NextReview ?? "-") + (held.Version.End is null && held.Version.IsReviewOverdue(today) ? " (overdue)" : ""),
        string.Join(", ", held.Payers),
        string.Join(", ", held.Drugs),
        held.Version.Title,
    ];
}
