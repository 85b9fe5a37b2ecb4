namespace KetamineCrd.Tests.Shared;

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

/// <summary>A test over the examples of FHIR R4. Without them it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class R4ExamplesFactAttribute : FactAttribute
{
    public R4ExamplesFactAttribute() => Skip = new R4ExamplesTheoryAttribute().Skip;
}
