
namespace KetamineCrd.Server.Tests;

/// <summary>A test over the list of requirements. Without it the test is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequirementsFactAttribute : FactAttribute
{
    public RequirementsFactAttribute() =>
        Skip = OtherFolders.Missing(OtherFolders.Requirements, "The list stands beside the repository, in ../shared/spec.");
}

/// <summary>A test that needs limits of its own for a process. Without user namespaces it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UserNamespaceFactAttribute : FactAttribute
{
    public UserNamespaceFactAttribute() => Skip = Works() ? null : "NOT RUN: 'unshare -Ur' is not allowed here.";

    private static bool Works()
    {
        if (!File.Exists("/usr/bin/unshare"))
        {
            return false;
        }

        using var process = System.Diagnostics.Process.Start("/usr/bin/unshare", ["-Ur", "test", "-w", "/proc/sys/user/max_inotify_instances"]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test on a terminal. Without the command <c>script</c> it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = File.Exists("/usr/bin/script") ? null : "NOT RUN: the command 'script' of util-linux is missing.";
}

/// <summary>A test of commands. Without bash and curl it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute() => Skip = Missing;

    /// <summary>Null when both are there.</summary>
    public static string? Missing { get; } = File.Exists("/bin/bash") && File.Exists("/usr/bin/curl") ? null : "NOT RUN: bash or curl is missing.";
}

/// <summary>A theory of commands. Without bash and curl it is one skipped test.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute() => Skip = ShellFactAttribute.Missing;
}
