using System.CommandLine;
using System.CommandLine.Invocation;

namespace KetamineCrd.Tools;

/// <summary>The command line: payer policy data, resources and calls, and test clients.</summary>
public static class CommandLineTool
{
    /// <summary>Runs one command and gives its exit code, one of <see cref="ExitCode"/>.</summary>
    /// <param name="clock">Tells the day when the command line does not.</param>
    public static int Run(string[] args, TextWriter output, TextWriter error, TimeProvider clock)
    {
        var tool = new ToolContext(output, error, clock);
        var root = new RootCommand("Tools for payer policy data and for trying a server.")
        {
            new Command("policy", "Checks, lists, compares and explains payer policies.")
            {
                CheckCommand.Create(tool),
                ListCommand.Create(tool),
                DiffCommand.Create(tool),
                ExplainCommand.Create(tool),
            },
            ValidateCommand.Create(tool),
            new Command("client", "Makes test clients and signs their tokens.")
            {
                ClientNewCommand.Create(tool),
                ClientTokenCommand.Create(tool),
            },
        };

        var parsed = root.Parse(args);
        var code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return parsed.Action is ParseErrorAction ? ExitCode.Misuse : code;
    }
}
