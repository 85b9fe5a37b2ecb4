using System.Text;
using System.Text.RegularExpressions;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Tests;

/// <summary>Data flows one way: a stage does not know the stages after it, and the libraries do not know the server.</summary>
public sealed class PipelineOrderTests
{
    private static readonly string[] Stages = ["Resources", "Hooks", "Repairs", "Meanings", "Facts", "Reading", "Policies", "Determinations", "Responses", "Explanations"];

    // Beside the pipeline: it may use every stage, and nothing in the libraries uses it.
    private const string Checks = "Checks";

    private static readonly RoomGraph Graph = new("KetamineCrd");

    private static readonly Lazy<IReadOnlySet<(string File, string Room, string Symbol, string Used)>> AllUses = new(() => Graph.Uses());

    [Fact]
    public void A_stage_does_not_use_a_later_stage() => Assert.Empty(RoomGraph.Backward(AllUses.Value, [.. Stages, Checks]));

    [Fact]
    public void Only_the_checks_use_what_carries_a_call_through_the_stages() => Assert.DoesNotContain(AllUses.Value, u => u.Used.Length == 0 && u.Room != Checks);

    [Fact]
    public void Nothing_in_the_libraries_uses_the_checks() => Assert.DoesNotContain(AllUses.Value, u => u.Used == Checks);

    [Fact]
    public void The_stages_and_the_checks_are_the_folders_of_the_library() => Assert.Equal(Stages.Append(Checks).Order(StringComparer.Ordinal), Graph.Rooms, StringComparer.Ordinal);

    [Theory]
    [InlineData("Facts/Planted.cs", "internal static class Planted { public static string Name => nameof(KetamineCrd.Responses.Card); }")]
    [InlineData("Hooks/Planted.cs", "using static KetamineCrd.Repairs.RepairFinder; internal static class Planted { public const int Copied = Most; }")]
    public void A_planted_use_of_a_later_stage_is_found_by_its_symbol(string path, string text) =>
        Assert.Single(RoomGraph.Backward(new RoomGraph("KetamineCrd", (path, text)).Uses(path), Stages), found => found.StartsWith(path.Split('/')[0], StringComparison.Ordinal));

    [Fact]
    public void The_FHIR_library_does_not_know_CRD()
    {
        var upward =
            from file in SourcesOf("KetamineCrd.Fhir")
            from stage in Stages
            where Uses(file, stage)
            select $"{Path.GetFileName(file)} uses {stage}";
        Assert.Empty(upward);
        Assert.DoesNotContain("KetamineCrd", ReferencesOf(typeof(Coding)), StringComparer.Ordinal);
    }

    // In the assembly, where a constant put together from parts stands whole: as text, or as UTF-8 (u8).
    [Theory]
    [InlineData("ketaminecrd.example")]
    [InlineData("davinci-crd")]
    public void The_FHIR_library_knows_none_of_our_canonicals_and_none_of_CRD(string canonical)
    {
        static bool Holds(Type type, string text) => File.ReadAllBytes(type.Assembly.Location) is var bytes
            && (bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

        Assert.False(Holds(typeof(Coding), canonical));
        Assert.True(Holds(typeof(CrdEngine), canonical), "The search itself must find what is there.");
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Net.Sockets")]
    [InlineData("KetamineCrd.Server")]
    public void The_libraries_have_no_web_and_no_network(string assembly)
    {
        Assert.DoesNotContain(ReferencesOf(typeof(CrdEngine)), name => name.StartsWith(assembly, StringComparison.Ordinal));
        Assert.DoesNotContain(ReferencesOf(typeof(Coding)), name => name.StartsWith(assembly, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DateTime.Now")]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTime.Today")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("TimeProvider")]
    [InlineData("Stopwatch")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Random")]
    [InlineData("File.")]
    [InlineData("FileInfo")]
    [InlineData("DirectoryInfo")]
    [InlineData("HttpClient")]
    [InlineData("Microsoft.AspNetCore")]
    public void The_libraries_have_no_clock_no_chance_and_no_I_O(string forbidden)
    {
        var users =
            from file in SourcesOf("KetamineCrd").Concat(SourcesOf("KetamineCrd.Fhir"))
            where Regex.IsMatch(Code(file), $@"(?<![\w.]){Regex.Escape(forbidden)}", RegexOptions.None, TimeSpan.FromSeconds(1))
            select Path.GetFileName(file);
        Assert.Empty(users.Except(["ResourceFolder.cs", "RegularFile.cs"], StringComparer.Ordinal)); // they read the data files, before there is a pipeline
    }

    private static IEnumerable<string> SourcesOf(string project) =>
        Directory.EnumerateFiles(Repository.PathTo("src", project), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    // "using KetamineCrd.Responses", "KetamineCrd.Responses.Card", or from the same root "Responses.Card".
    private static bool Uses(string file, string stage) =>
        Regex.IsMatch(Code(file), $@"\bKetamineCrd\.{stage}\b|(?<![\w.]){stage}\.[A-Z]", RegexOptions.None, TimeSpan.FromSeconds(1));

    // Comments may mention "Facts. Then".
    private static string Code(string file) => string.Join('\n', File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static IEnumerable<string> ReferencesOf(Type type) => type.Assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
