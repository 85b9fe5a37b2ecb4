using System.CommandLine;
using KetamineCrd.Resources;

namespace KetamineCrd.Tools;

/// <summary>The data files that a command is about: those of a folder, else the built-in ones.</summary>
internal static class ChosenData
{
    private const string Expected = "a folder that holds fhir-resources/ and cards/";
    private const string Description = $"{Expected}; the built-in data when left out";

    public static Argument<string?> FolderArgument() => new("folder") { Arity = ArgumentArity.ZeroOrOne, Description = Description };

    public static Option<string?> FolderOption() => new("--folder") { HelpName = "folder", Description = Description };

    /// <summary>The files; null, said to the user, when there is no such folder.</summary>
    public static IReadOnlyList<ResourceFile>? Read(string? folder, ToolContext tool)
    {
        if (folder is not null && !(Directory.Exists(Path.Combine(folder, "fhir-resources")) && Directory.Exists(Path.Combine(folder, "cards"))))
        {
            tool.Misuse($"'{folder}' is not {Expected}.");
            return null;
        }

        return [.. ResourceFiles.Read(folder)];
    }

    /// <summary>The engine over the files; otherwise the exit code, with the reason said to the user.</summary>
    public static CrdEngine? Load(string? folder, ToolContext tool, out int exitCode)
    {
        exitCode = ExitCode.Misuse;
        if (Read(folder, tool) is not { } files)
        {
            return null;
        }

        var (engine, issues) = CrdEngine.Load(files);
        exitCode = engine is null ? ExitCode.DataErrors : ExitCode.Success;
        if (engine is null)
        {
            tool.Error.WriteLine($"{Counted.Of(issues.Count, "error")} in the data; 'policy check' names each. The first: {issues[0]}");
        }

        return engine;
    }
}
