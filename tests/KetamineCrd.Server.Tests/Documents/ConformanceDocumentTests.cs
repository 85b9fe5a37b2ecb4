using System.Reflection;
using System.Text.RegularExpressions;

namespace KetamineCrd.Server.Tests.Documents;

/// <summary><c>docs/conformance.md</c> names code and tests that are there, and every requirement of the guide that binds a server.</summary>
public sealed partial class ConformanceDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathTo("docs", "conformance.md"));
    private static readonly IReadOnlyList<ConformanceRow> Rows = ConformanceRow.Read(Document);
    private static readonly string[] OfTheEarlierRelease = ["crd201-400", "crd201-422", "crd201-appointment"];
    private static readonly string[] NotMet = ["hook-13a", "hook-13d", "hook-22", "conf-8", "sec-1", "sd-cap-1", "hrex-sec-19", "resp-23"];
    private static readonly string[] Answers = ["met: ", "not ours: ", "operator: ", "not yet: ", "differs: "];

    [Fact]
    public void Every_id_stands_once() =>
        Assert.Empty(Rows.GroupBy(r => r.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Every_row_says_whether_it_is_met_or_why_not() => Assert.All(Rows, row =>
    {
        Assert.True(row.Strength is "SHALL" or "SHALL NOT" or "SHOULD" or "SHOULD NOT" or "MAY", row.Id);
        Assert.False(string.IsNullOrWhiteSpace(row.What), row.Id);
        Assert.True(Array.Exists(Answers, a => row.MetBy.StartsWith(a, StringComparison.Ordinal) && row.MetBy.Length > a.Length), $"{row.Id}: {row.MetBy}");
        Assert.True(!row.IsMet || row.NamesCode, $"{row.Id}: no code is named");
    });

    [Fact]
    public void Every_path_leads_to_a_file() =>
        Assert.All(ConformanceRow.PathsOf(Document), p => Assert.True(File.Exists(Repository.PathTo(p)) || Directory.Exists(Repository.PathTo(p)), p));

    [Fact]
    public void Every_mandatory_requirement_that_is_met_has_a_test() =>
        Assert.Empty(Rows.Where(r => r is { IsMet: true, IsMandatory: true, Tests.Count: 0 }).Select(r => r.Id));

    [Fact]
    public void Every_named_test_is_a_test()
    {
        var tests = TestsOfThisAssembly().Concat(TestsInSource("KetamineCrd.Tests")).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Rows.SelectMany(r => r.Tests.Where(t => !tests.Contains(t)).Select(t => $"{r.Id}: {t}")));
    }

    [Fact]
    public void Source_text_tells_tests_as_the_assembly_does() =>
        Assert.Equal(TestsOfThisAssembly().Order(StringComparer.Ordinal), TestsInSource("KetamineCrd.Server.Tests").Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void Every_named_setting_exists() =>
        Assert.All(
            ConformanceRow.Quoted(Document).Where(q => q.StartsWith("Crd:", StringComparison.Ordinal)),
            q => Assert.NotNull(typeof(CrdOptions).GetProperty(q.Split(':')[1])));

    [Fact]
    public void What_the_earlier_release_asks_otherwise_stands_too()
    {
        // The statuses of errors and the appointment: crd.md sections 5 and 8.
        var rows = Rows.Where(r => r.IsOfEarlierRelease).ToDictionary(r => r.Id, StringComparer.Ordinal);
        Assert.All(
            OfTheEarlierRelease,
            id => Assert.Contains(rows[id].Tests, t => t.StartsWith("ReleaseErrorTests.", StringComparison.Ordinal) || t.StartsWith("EarlierAppointmentTests.", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_not_the_case_is_not_said_to_be_met()
    {
        // Leniency, a question about a route, and a log that is not kept yet are choices or gaps, whatever part of the clause is met.
        Assert.All(
            NotMet,
            id => Assert.False(Rows.Single(r => r.Id == id).IsMet, id));
    }

    [RequirementsFact]
    public void Every_requirement_of_the_guide_stands_with_its_strength_and_no_other()
    {
        var wanted = File.ReadLines(OtherFolders.Requirements).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).Select(c => $"{c[0]} {c[1]}");
        Assert.Equal(wanted.Order(StringComparer.Ordinal), Rows.Where(r => !r.IsOfEarlierRelease).Select(r => $"{r.Id} {r.Strength}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    // Facts and theories, ours included, derive from FactAttribute.
    private static IEnumerable<string> TestsOfThisAssembly() =>
        from type in typeof(ConformanceDocumentTests).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<FactAttribute>() is not null
        select $"{type.Name}.{method.Name}";

    private static IEnumerable<string> TestsInSource(string project) =>
        from file in Directory.EnumerateFiles(Repository.PathTo("tests", project), "*Tests.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from match in TestMethod().Matches(File.ReadAllText(file))
        select $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups["name"].Value}";

    // In a class of tests every public method is one, but for those of IDisposable.
    [GeneratedRegex(@"^    public (async )?(void|Task) (?<name>(?!Dispose)\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestMethod();
}
