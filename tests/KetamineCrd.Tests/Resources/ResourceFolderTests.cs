using KetamineCrd.Resources;
using KetamineCrd.Tests.Tools;

namespace KetamineCrd.Tests.Resources;

/// <summary>A folder of data files is read as it is mounted, within bounds.</summary>
public sealed class ResourceFolderTests : IDisposable
{
    private const string Card = "cards/not-covered.en.json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    // As Kubernetes mounts a ConfigMap: links to ..data, which is a link to a folder that is replaced whole.
    [Fact]
    public void Links_into_a_folder_that_is_replaced_whole_are_followed_and_each_file_is_read_once()
    {
        Write("cards/..first/not-covered.en.json", "1");
        Write("cards/..second/not-covered.en.json", "22");
        Directory.CreateSymbolicLink(PathTo("cards/..data"), "..first");
        File.CreateSymbolicLink(PathTo(Card), "..data/not-covered.en.json");
        var first = Assert.Single(ResourceFolder.Read(_folder.FullName).ToArray());
        Assert.Equal(1, Assert.Single(ResourceFolder.Find(_folder.FullName)).Length);

        Directory.Delete(PathTo("cards/..data"));
        Directory.CreateSymbolicLink(PathTo("cards/..data"), "..second");

        Assert.Equal(Card, first.Path);
        Assert.Equal("1"u8.ToArray(), first.Content.ToArray());
        Assert.Equal("22"u8.ToArray(), Assert.Single(ResourceFolder.Read(_folder.FullName)).Content.ToArray());
        Assert.Equal(2, Assert.Single(ResourceFolder.Find(_folder.FullName)).Length);
    }

    [Fact]
    public void Folder_that_is_a_link_is_read()
    {
        Write("elsewhere/not-covered.en.json", "1");
        Directory.CreateSymbolicLink(PathTo("cards"), "elsewhere");

        Assert.Equal(Card, Assert.Single(ResourceFolder.Read(_folder.FullName)).Path);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    [InlineData("/")]
    public void Link_to_what_is_no_regular_file_is_refused(string target)
    {
        Write(Card, "1");
        File.CreateSymbolicLink(PathTo("cards/link.en.json"), target);

        Assert.DoesNotContain(ResourceFolder.Read(_folder.FullName), f => f.Path == "cards/link.en.json" && f.Refusal is null);
        Assert.Contains(ResourceFolder.Read(_folder.FullName), f => f.Path == Card && f.Refusal is null);
    }

    [Fact]
    public void Links_round_in_a_circle_are_not_followed_for_ever()
    {
        Write("fhir-resources/ValueSet/one.json", "1");
        Directory.CreateSymbolicLink(PathTo("fhir-resources/one"), "../fhir-resources");
        Directory.CreateSymbolicLink(PathTo("fhir-resources/two"), "../fhir-resources");

        Assert.Equal(
            ["fhir-resources/ValueSet/one.json", "fhir-resources/one/ValueSet/one.json", "fhir-resources/two/ValueSet/one.json"],
            ResourceFolder.Read(_folder.FullName).Select(f => f.Path).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void More_files_than_a_folder_may_hold_are_not_read()
    {
        Directory.CreateDirectory(PathTo("cards"));
        for (var i = 0; i <= ResourceFolder.MostFiles; i++)
        {
            File.WriteAllText(PathTo($"cards/{i}.json"), "{}");
        }

        Assert.Equal("A folder of policy data may hold 10000 files at most.", Assert.Single(ResourceFolder.Read(_folder.FullName)).Refusal);
        File.Delete(PathTo("cards/0.json"));
        Assert.All(ResourceFolder.Read(_folder.FullName), f => Assert.Null(f.Refusal));
    }

    [Fact]
    public void Files_that_are_too_large_together_are_not_read()
    {
        for (var i = 0; i < 12; i++)
        {
            Write($"cards/{i}.json", new string(' ', ResourceFolder.MostOfFile * 1024 * 1024));
        }

        Assert.All(ResourceFolder.Read(_folder.FullName), f => Assert.Null(f.Refusal));
        Write("cards/more.json", "1");
        Assert.Equal("The files of a folder may have 48 MiB together at most.", Assert.Single(ResourceFolder.Read(_folder.FullName)).Refusal);
    }

    [Fact]
    public void Check_names_a_file_that_is_too_large_with_the_limit()
    {
        using var folder = new DataFolder();
        File.WriteAllText(Path.Combine(folder.Root, "fhir-resources", "ValueSet", "huge.json"), new string(' ', (ResourceFolder.MostOfFile * 1024 * 1024) + 1));

        var run = ToolRun.Of("policy", "check", folder.Root);

        Assert.Equal(KetamineCrd.Tools.ExitCode.DataErrors, run.ExitCode);
        Assert.Contains(run.Lines, l => l.StartsWith("fhir-resources/ValueSet/huge.json: This must be a regular file that is not empty, of 4 MiB at most.", StringComparison.Ordinal));
    }

    private string PathTo(string file) => Path.Combine(_folder.FullName, file);

    private void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(file))!);
        File.WriteAllText(PathTo(file), content);
    }
}
