
namespace KetamineCrd.Server.Tests;

/// <summary>Folders that are not part of the repository; tests over them are skipped, with a reason, where they are missing.</summary>
internal static class OtherFolders
{
    /// <summary>The published packages of the CRD guide: <c>shared/fhir-packages</c> beside the repository.</summary>
    public static string FhirPackages { get; } = Path.GetFullPath(Repository.PathTo("..", "shared", "fhir-packages"));

    /// <summary>The list of what binds a server: <c>shared/spec/crd-server-requirements.csv</c> beside the repository.</summary>
    public static string Requirements { get; } = Path.GetFullPath(Repository.PathTo("..", "shared", "spec", "crd-server-requirements.csv"));

    /// <summary>The npm package hl7.fhir.r4.examples 4.0.1, unpacked.</summary>
    public static string R4Examples { get; } =
        Environment.GetEnvironmentVariable("KETAMINECRD_R4_EXAMPLES") is { Length: > 0 } set ? set : Repository.PathTo("artifacts", "r4-examples", "package");

    /// <summary>Null when it is there.</summary>
    public static string? Missing(string file, string how) => File.Exists(file) ? null : $"NOT RUN: {file} is missing. {how}";
}

/// <summary>A theory over the examples of FHIR R4. Without them it is one skipped test.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class R4ExamplesTheoryAttribute : TheoryAttribute
{
    public R4ExamplesTheoryAttribute() =>
        Skip = OtherFolders.Missing(
            Path.Combine(OtherFolders.R4Examples, "package.json"),
            "Run 'npm pack hl7.fhir.r4.examples@4.0.1', unpack it there, or set KETAMINECRD_R4_EXAMPLES to its folder 'package'.");
}

/// <summary>A theory over the packages of CRD 2.0.1 and 2.2.0-preview. Without them it is one skipped test.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FhirPackagesTheoryAttribute : TheoryAttribute
{
    public FhirPackagesTheoryAttribute() =>
        Skip = OtherFolders.Missing(
            Path.Combine(OtherFolders.FhirPackages, "hl7.fhir.us.davinci-crd-2.2.0-preview.tgz"), "The packages stand beside the repository, in ../shared/fhir-packages.");
}

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
