using System.Text;
using Xunit.Abstractions;

namespace KetamineCrd.Tests.Determinations;

/// <summary>
/// Each ICD-10-CM code as the reason of an IV ketamine order under each policy version: as a code with its title, as its title in words alone, and
/// as a code beside one of chronic pain. Which of them are denied stands in <c>tests/data/sweep</c>, to be read against the payer's document.
/// </summary>
/// <remarks><c>KETAMINECRD_WRITE_SWEEP=1</c> writes the files.</remarks>
public sealed class CodeSweepTests(ITestOutputHelper output)
{
    private static readonly string[] OfPain = ["G43", "G56", "G89", "G90", "M54", "M79"];

    private static readonly (string Name, Func<Diagnosis, string> Reasons)[] Forms =
    [
        ("code with title", d => PlainOrder.Coded(d.Code, d.Title)),
        ("title in words", d => PlainOrder.Worded(d.Title)),
        ($"code beside {Given.Crps}", d => $"{PlainOrder.Coded(Given.Crps, "Complex regional pain syndrome I of right upper limb")},{PlainOrder.Coded(d.Code, d.Title)}"),
    ];

    public static TheoryData<string> Policies => [.. PlainOrder.ByPolicy.Keys];

    // An eighth of the categories, and those of pain, each whole.
    [Theory]
    [MemberData(nameof(Policies))]
    public void Codes_of_a_sample_are_denied_as_recorded(string policy)
    {
        string[] categories = [.. Diagnosis.All.Select(d => d.Category).Distinct(StringComparer.Ordinal).Where((_, i) => i % 8 == 0), .. OfPain];
        Diagnosis[] sample = [.. Diagnosis.All.Where(d => categories.Contains(d.Category, StringComparer.Ordinal))];
        var text = new StringBuilder();
        Append(text, sample, Ask(PlainOrder.ByPolicy[policy], sample));

        var recorded = File.ReadLines(FileOf(policy)).SkipWhile(l => !l.StartsWith("## Codes", StringComparison.Ordinal))
            .Where(l => l.Length > 3 && char.IsAsciiDigit(l[1]) && categories.Contains(l[..3], StringComparer.Ordinal));
        Assert.Equal(recorded, text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
    }

    [Trait("Set", "All")]
    [Theory]
    [MemberData(nameof(Policies))]
    public void Only_the_recorded_codes_are_denied(string policy)
    {
        var order = PlainOrder.ByPolicy[policy];
        var answers = Ask(order, Diagnosis.All);
        var found = Report(policy, order, answers);
        output.WriteLine(found[..found.IndexOf("\n## Codes", StringComparison.Ordinal)]);

        var file = FileOf(policy);
        if (Environment.GetEnvironmentVariable("KETAMINECRD_WRITE_SWEEP") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, found);
        }

        Assert.True(File.Exists(file), $"{file} is not recorded yet.");
        var recorded = File.ReadAllLines(file);
        var lines = found.TrimEnd('\n').Split('\n');
        Assert.Empty(lines.Except(recorded, StringComparer.Ordinal).Select(l => $"now: {l}").Concat(recorded.Except(lines, StringComparer.Ordinal).Select(l => $"recorded: {l}")).Take(40));
    }

    private static string FileOf(string policy) => Repository.PathTo("tests", "data", "sweep", $"{policy}-denied.txt");

    private static PlainAnswer[][] Ask(PlainOrder order, IReadOnlyList<Diagnosis> diagnoses)
    {
        var answers = new PlainAnswer[diagnoses.Count][];
        Parallel.For(0, answers.Length, i => answers[i] = [.. Forms.Select(form => order.Ask(form.Reasons(diagnoses[i])))]);
        return answers;
    }

    private static string Report(string policy, PlainOrder order, PlainAnswer[][] answers)
    {
        var text = new StringBuilder();
        text.Append(null, $"# {policy}: IV ketamine for {order.Payer} on {order.Date}, {answers.Length} ICD-10-CM codes\n");
        foreach (var (f, form) in Forms.Index())
        {
            text.Append(null, $"\n## As {form.Name}\n\n");
            foreach (var (answer, count) in answers.CountBy(a => (a[f].Outcome, a[f].HasCard)).OrderBy(a => a.Key.Outcome, StringComparer.Ordinal).ThenBy(a => a.Key.HasCard))
            {
                text.Append(null, $"{count,6} {answer.Outcome}{(answer.HasCard ? ", card" : "")}\n");
            }

            // Of a category of which all codes are denied the name is enough.
            var denied = ByCategory(Diagnosis.All, answers).Select(c => (c.Category, c.Count, Denied: c.Answers.Count(a => a[f].IsDenied))).Where(c => c.Denied > 0);
            text.Append(null, $"\nDenied: {string.Join(' ', denied.Select(c => c.Denied == c.Count ? c.Category : $"{c.Category}({c.Denied}/{c.Count})"))}\n");
        }

        text.Append("\n## Codes of which some form is denied\n\nColumns: code with title, title in words, code beside. D denied, ? asked, > left to others, ! unreadable, . silent. A category stands for all its codes.\n\n");
        Append(text, Diagnosis.All, answers);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<Diagnosis> diagnoses, PlainAnswer[][] answers)
    {
        foreach (var (category, _, _) in ByCategory(diagnoses, answers))
        {
            Append(text, category, diagnoses, answers);
        }
    }

    private static void Append(StringBuilder text, string category, IReadOnlyList<Diagnosis> diagnoses, PlainAnswer[][] answers)
    {
        var rows = diagnoses.Index().Where(d => d.Item.Category == category).Select(d => (d.Item, Signs: string.Join(' ', answers[d.Index].Select(Sign)))).ToArray();
        if (rows.DistinctBy(r => r.Signs, StringComparer.Ordinal).Count() == 1)
        {
            rows = [(rows[0].Item with { Code = $"{category}*" }, rows[0].Signs)];
        }

        foreach (var (diagnosis, signs) in rows.Where(r => r.Signs.Contains('D', StringComparison.Ordinal)))
        {
            text.Append(null, $"{diagnosis.Code,-9} {signs}  {diagnosis.Title}\n");
        }
    }

    private static IEnumerable<(string Category, int Count, PlainAnswer[][] Answers)> ByCategory(IReadOnlyList<Diagnosis> diagnoses, PlainAnswer[][] answers) =>
        diagnoses.Index().GroupBy(d => d.Item.Category, StringComparer.Ordinal).Select(g => (g.Key, g.Count(), g.Select(d => answers[d.Index]).ToArray()));

    private static char Sign(PlainAnswer answer) => answer switch
    {
        { IsDenied: true } => 'D',
        { Outcome: "silent" } => '.',
        _ when answer.Outcome.StartsWith("ask", StringComparison.Ordinal) || answer.Outcome == "policy asks" => '?',
        _ when answer.Outcome.StartsWith("unreadable", StringComparison.Ordinal) => '!',
        _ => '>',
    };
}
