using System.CommandLine;
using KetamineCrd.Checks;

namespace KetamineCrd.Tools;

/// <summary><c>policy check</c>: what is wrong or stale in the data files.</summary>
internal static class CheckCommand
{
    public static Command Create(ToolContext tool)
    {
        var folder = ChosenData.FolderArgument();
        var strict = new Option<bool>("--strict") { Description = "warnings count as errors" };
        var format = new Option<string>("--format") { Description = "text or json", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var today = TodayOption.Create();

        var command = new Command("check", "Names what is wrong or stale in policy data. Exit code: 0 without errors, 1 with errors, 2 for misuse.")
        {
            folder, strict, format, today,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(tool, parsed.GetValue(folder), parsed.GetValue(strict), parsed.GetValue(format) == "json", parsed.GetValue(today) ?? tool.Today, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext tool, string? folder, bool isStrict, bool asJson, DateOnly today, CancellationToken cancellationToken)
    {
        if (ChosenData.Read(folder, tool) is not { } files)
        {
            return ExitCode.Misuse;
        }

        var findings = PolicyCheck.Run(files, today, await FileValidation.RunAsync(files, cancellationToken));
        var report = new CheckReport(files.Count, findings);
        if (asJson)
        {
            report.WriteJson(tool.Output);
        }
        else
        {
            report.WriteText(tool.Output);
        }

        return report.Errors > 0 || (isStrict && report.Warnings > 0) ? ExitCode.DataErrors : ExitCode.Success;
    }
}
