using System.CommandLine;
using KetamineCrd.Validation;
using KetamineCrd.Validation.Definitions;

namespace KetamineCrd.Tools;

/// <summary><c>validate</c>: what resources, and all resources of recorded hook calls, break of FHIR R4, of packages and of the guide.</summary>
internal static class ValidateCommand
{
    public static Command Create(ToolContext tool)
    {
        var files = new Argument<string[]>("file") { Arity = ArgumentArity.OneOrMore, Description = "files with a resource, or a recorded hook request: the whole body of a call" };
        var packages = new Option<string[]>("--package") { HelpName = "file", Description = "a published FHIR package (.tgz) whose profiles count too; may be repeated" };
        var profile = new Option<string?>("--profile") { HelpName = "url", Description = "a profile by which every resource is judged, besides those that it names itself" };

        var command = new Command("validate", "Names what resources break of FHIR R4 and CRD. Exit code: 0 without errors, 1 with errors, 2 for misuse.")
        {
            files, packages, profile,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(tool, parsed.GetValue(files)!, parsed.GetValue(packages) ?? [], parsed.GetValue(profile), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext tool, string[] files, string[] packages, string? profile, CancellationToken cancellationToken)
    {
        var read = new List<FhirPackage>();
        foreach (var file in packages)
        {
            switch (await FhirPackage.ReadAsync(file, cancellationToken))
            {
                case PackageReading.Read { Package: var package }:
                    read.Add(package);
                    break;
                case PackageReading.Failed { Reason: var reason }:
                    return tool.Misuse(reason);
            }
        }

        var texts = new List<ValidatedFile>();
        foreach (var name in files)
        {
            if (await ValidatedFile.ReadAsync(name, tool, cancellationToken) is not { } file)
            {
                return ExitCode.Misuse;
            }

            texts.Add(file);
        }

        using var validators = new Validators(read);
        var hasErrors = false;
        foreach (var file in texts)
        {
            foreach (var finding in await file.JudgeAsync(validators, profile, cancellationToken))
            {
                hasErrors |= finding.Severity == FindingSeverity.Error;
                tool.Output.WriteLine($"{file.Name}: {finding.Place}: {finding.Severity.Code()} {finding.Rule}: {finding.Expected}");
            }
        }

        return hasErrors ? ExitCode.DataErrors : ExitCode.Success;
    }
}
