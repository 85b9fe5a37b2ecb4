using KetamineCrd.Definitions;

namespace KetamineCrd.Tests.Resources;

/// <summary>What the server searches by is what the SDK says of R4.</summary>
public sealed class SearchTableTests
{
    private const string File = "src/KetamineCrd.Server/FhirApi/search.txt";

    [Fact]
    public async Task Table_is_what_the_tool_makes_of_the_search_parameters_of_the_SDK() =>
        Assert.True(SearchTable.Make() == await System.IO.File.ReadAllTextAsync(Repository.PathTo(File)), $"Make it anew: dotnet run --project src/KetamineCrd.Definitions -- search {File}");
}
