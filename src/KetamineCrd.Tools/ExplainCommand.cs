using System.CommandLine;
using System.Text;
using System.Text.Json;
using KetamineCrd.Explanations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Tools;

/// <summary><c>policy explain</c>: why an order under a coverage gets the answer it gets.</summary>
internal static class ExplainCommand
{
    // The answer is made and not shown.
    private const string NoServer = "https://crd.example";

    public static Command Create(ToolContext tool)
    {
        var order = new Argument<string>("order") { Description = "a file with a MedicationRequest, a ServiceRequest, a Bundle of them, or a recorded hook request: the whole body of a call" };
        var coverage = new Argument<string?>("coverage")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "a file with a Coverage or a Bundle of Coverages; left out where the call brings them",
        };
        var folder = ChosenData.FolderOption();
        var format = new Option<string>("--format") { Description = "text or json", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var today = TodayOption.Create();

        var command = new Command("explain", "Tells what is read from an order and a coverage, which tests run, and which place of which policy decides.")
        {
            order, coverage, folder, format, today,
        };
        command.SetAction(parsed => Run(
            tool,
            parsed.GetValue(order)!,
            parsed.GetValue(coverage),
            parsed.GetValue(folder),
            parsed.GetValue(format) == "json",
            parsed.GetValue(today) ?? tool.Today));
        return command;
    }

    private static int Run(ToolContext tool, string orderFile, string? coverageFile, string? folder, bool asJson, DateOnly today)
    {
        if (ChosenData.Load(folder, tool, out var exitCode) is not { } engine)
        {
            return exitCode;
        }

        if (OrderCall.Read(orderFile, coverageFile, tool) is not { } call)
        {
            return ExitCode.Misuse;
        }

        using (call)
        {
            var carried = CrdCall.Begin(engine, call.Request, new CallScope(NoServer), TodayOption.NoonOf(today));
            if (carried.Finish() is CallOutcome.Refused { Issue: var issue })
            {
                return tool.Misuse($"A server would refuse this call: {issue.Expected} ({issue.Path})");
            }

            var explanation = carried.Explain();
            if (asJson)
            {
                WriteJson(explanation, tool.Output);
            }
            else
            {
                ExplanationText.Write(explanation, tool.Output);
            }

            return ExitCode.Success;
        }
    }

    private static void WriteJson(Explanation explanation, TextWriter output) =>
        output.WriteLine(Encoding.UTF8.GetString(JsonText.Write(new JsonWriterOptions { Indented = true }, explanation.Write).Span));
}
