using KetamineCrd.Definitions;
using KetamineCrd.Validation.Definitions;

namespace KetamineCrd.Tests.Checks;

/// <summary>What a start checks policy files by is what the published profiles say.</summary>
public sealed class ElementTableTests
{
    private const string Folder = "fhir-resources/StructureDefinition";
    private const string File = "src/KetamineCrd/Checks/elements.txt";

    [Fact]
    public async Task Table_is_what_the_tool_makes_of_the_profiles()
    {
        var core = new DefinitionSet();
        foreach (var (url, json) in EmbeddedPack.Read())
        {
            core.Add(url, json);
        }

        var made = await ElementTable.MakeAsync(core, Repository.PathTo(Folder));

        Assert.True(made == await System.IO.File.ReadAllTextAsync(Repository.PathTo(File)), $"Make it anew: dotnet run --project src/KetamineCrd.Definitions -- elements {Folder} {File}");
    }
}
