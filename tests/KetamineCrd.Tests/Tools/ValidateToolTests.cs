using System.Text.Json.Nodes;
using KetamineCrd.Tools;

namespace KetamineCrd.Tests.Tools;

/// <summary><c>validate</c>: resources and whole hook calls.</summary>
public sealed class ValidateToolTests : IDisposable
{
    private const string Call = "excellus-iv-ketamine-crps.request.json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-validate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Call_of_the_repository_has_no_error_and_names_the_profiles_that_are_not_held()
    {
        var run = ToolRun.Of("validate", Repository.PathTo("tests", "data", "order-sign", Call));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.All(run.Lines, line => Assert.EndsWith(".meta.profile[0]: not-evaluated profile: a profile that is held here", line, StringComparison.Ordinal));
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Finding_of_a_call_has_its_place_in_the_call()
    {
        var call = JsonNode.Parse(File.ReadAllText(Repository.PathTo("tests", "data", "order-sign", Call)))!;
        call["context"]!["draftOrders"]!["entry"]![0]!["resource"]!.AsObject().Remove("intent");
        var file = Write("call.json", call.ToJsonString());

        var run = ToolRun.Of("validate", file);

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Equal(
            [$"{file}: context.draftOrders.entry[0].resource.intent: error required: MedicationRequest.intent 1..1 code"],
            run.Lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Several_files_are_judged_one_after_the_other()
    {
        var broken = Write("coverage.json", """{"resourceType":"Coverage","status":"active","beneficiary":{"reference":"Patient/1"}}""");
        var none = Write("none.json", "{");
        var good = Write("organization.json", """{"resourceType":"Organization","name":"A payer"}""");

        var run = ToolRun.Of("validate", broken, none, good);

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Contains(run.Lines, line => line.StartsWith($"{broken}: payor: error required: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith($"{none}: : error json: ", StringComparison.Ordinal));
        Assert.DoesNotContain(good, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_evaluated_is_no_error()
    {
        var run = ToolRun.Of("validate", Write("organization.json", """{"resourceType":"Organization","name":"A payer"}"""), "--profile", "http://example.org/mine");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("not-evaluated profile: a profile that is held here", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_counts_besides()
    {
        var run = ToolRun.Of("validate", Write("organization.json", """{"resourceType":"Organization","name":"A payer"}"""), "--profile", "http://hl7.org/fhir/StructureDefinition/Coverage");

        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
    }

    [Fact]
    public void Profiles_of_a_package_count()
    {
        var order = Write("order.json", """
            {"resourceType":"MedicationRequest","status":"draft","intent":"order","medicationCodeableConcept":{"text":"ketamine"},"subject":{"reference":"Patient/1"}}
            """);

        Assert.Empty(ToolRun.Of("validate", order).Output);
        var run = ToolRun.Of("validate", order, "--package", InsuredOrderPackage.Write(_folder), "--profile", InsuredOrderPackage.Profile);
        Assert.Equal(ExitCode.DataErrors, run.ExitCode);
        Assert.Contains(": insurance: error required: MedicationRequest.insurance 1..*", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("validate", "no-such-file.json")]
    [InlineData("validate", "no-such-file.json", "--package", "no-such-file.tgz")]
    public void Misuse_is_told(params string[] args)
    {
        var run = ToolRun.Of(args);

        Assert.Equal(ExitCode.Misuse, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
