using System.Globalization;
using System.Text.RegularExpressions;

namespace KetamineCrd.Tests;

/// <summary>What the formatter does not hold by itself: the width of lines, and the namespace of a type that is written in parts.</summary>
public sealed partial class SourceLayoutTests
{
    private const string RawText = "\"\"\"";

    private static readonly string[] Folders = ["src", "tests"];

    /// <summary>IDE0130 passes over a file whose type has a further part, such as one that a generator writes: no log messages, no regular expressions.</summary>
    [Fact]
    public void A_namespace_is_the_folder_of_its_file()
    {
        var elsewhere =
            from file in Sources()
            let place = Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar)[1..]
            let expected = place is ["Shared"] ? "KetamineCrd.Tests.Shared" : string.Join('.', place) // of the test projects, which compile it
            from line in File.ReadLines(file)
            where line.StartsWith("namespace ", StringComparison.Ordinal) && line != $"namespace {expected};"
            select $"{Path.GetRelativePath(Repository.Root, file)}: {line}";
        Assert.Empty(elsewhere);
    }

    /// <summary>The formatter knows <c>max_line_length</c> and does nothing about it. Texts do not count: one that is data or is searched for stays whole.</summary>
    [Fact]
    public void No_line_is_wider_than_the_editor_is_told()
    {
        var most = int.Parse(Limit().Match(File.ReadAllText(Repository.PathTo(".editorconfig"))).Groups["columns"].Value, CultureInfo.InvariantCulture);
        var wider =
            from file in Sources()
            from line in WithoutTexts(File.ReadLines(file)).Index()
            where line.Item.Length > most
            select $"{Path.GetRelativePath(Repository.Root, file)}, line {line.Index + 1}: {line.Item.Length}";
        Assert.Empty(wider);
    }

    [Fact]
    public void A_text_does_not_count_and_what_stands_beside_it_does()
    {
        string[] lines = ["a(\"one\", \"t\\\"wo\");", "b(\"\"\"", "three", "four\"\"\", c);", "d(\"five\") // e", "f(\"\"\"s \"i\" x\"\"\");"];
        string[] counted = ["a(\"\", \"\");", "b(\"\"\"", "", "\"\"\", c);", "d(\"\") // e", "f(\"\"\"\"\"\");"];

        Assert.Equal(counted, WithoutTexts(lines), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Sources() =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Repository.PathTo(folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/artifacts/", StringComparison.Ordinal)
        select file;

    private static IEnumerable<string> WithoutTexts(IEnumerable<string> lines)
    {
        var isWithin = false;
        foreach (var line in lines)
        {
            var parts = line.Split(RawText);
            for (var i = 0; i < parts.Length; i++)
            {
                isWithin = i == 0 ? isWithin : !isWithin;
                parts[i] = isWithin ? "" : Text().Replace(parts[i], "\"\"");
            }

            yield return string.Join(RawText, parts);
        }
    }

    [GeneratedRegex(@"^max_line_length = (?<columns>\d+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();

    [GeneratedRegex(@"""(\\.|[^""\\])*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Text();
}
