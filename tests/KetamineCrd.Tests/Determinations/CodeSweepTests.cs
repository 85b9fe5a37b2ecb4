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
    private static readonly (string Name, Func<Diagnosis, string> Reasons)[] Forms =
    [
        ("code with title", d => PlainOrder.Coded(d.Code, d.Title)),
        ("title in words", d => PlainOrder.Worded(d.Title)),
        ($"code beside {Given.Crps}", d => $"{PlainOrder.Coded(Given.Crps, "Complex regional pain syndrome I of right upper limb")},{PlainOrder.Coded(d.Code, d.Title)}"),
    ];

    public static TheoryData<string> Policies => [.. PlainOrder.ByPolicy.Keys];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Only_the_recorded_codes_are_denied(string policy)
    {
        var order = PlainOrder.ByPolicy[policy];
        var answers = new PlainAnswer[Diagnosis.All.Count][];
        Parallel.For(0, answers.Length, i => answers[i] = [.. Forms.Select(form => order.Ask(form.Reasons(Diagnosis.All[i])))]);
        var found = Report(policy, order, answers);
        output.WriteLine(found[..found.IndexOf("\n## Codes", StringComparison.Ordinal)]);

        var file = Repository.PathTo("tests", "data", "sweep", $"{policy}-denied.txt");
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
            var denied = ByCategory(answers).Select(c => (c.Category, c.Count, Denied: c.Answers.Count(a => a[f].IsDenied))).Where(c => c.Denied > 0);
            text.Append(null, $"\nDenied: {string.Join(' ', denied.Select(c => c.Denied == c.Count ? c.Category : $"{c.Category}({c.Denied}/{c.Count})"))}\n");
        }

        text.Append("\n## Codes of which some form is denied\n\nColumns: code with title, title in words, code beside. D denied, ? asked, > left to others, ! unreadable, . silent. A category stands for all its codes.\n\n");
        foreach (var (category, _, _) in ByCategory(answers))
        {
            Append(text, category, answers);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string category, PlainAnswer[][] answers)
    {
        var rows = Diagnosis.All.Index().Where(d => d.Item.Category == category).Select(d => (d.Item, Signs: string.Join(' ', answers[d.Index].Select(Sign)))).ToArray();
        if (rows.DistinctBy(r => r.Signs, StringComparer.Ordinal).Count() == 1)
        {
            rows = [(rows[0].Item with { Code = $"{category}*" }, rows[0].Signs)];
        }

        foreach (var (diagnosis, signs) in rows.Where(r => r.Signs.Contains('D', StringComparison.Ordinal)))
        {
            text.Append(null, $"{diagnosis.Code,-9} {signs}  {diagnosis.Title}\n");
        }
    }

    private static IEnumerable<(string Category, int Count, PlainAnswer[][] Answers)> ByCategory(PlainAnswer[][] answers) =>
        Diagnosis.All.Index().GroupBy(d => d.Item.Category, StringComparer.Ordinal).Select(g => (g.Key, g.Count(), g.Select(d => answers[d.Index]).ToArray()));

    private static char Sign(PlainAnswer answer) => answer switch
    {
        { IsDenied: true } => 'D',
        { Outcome: "silent" } => '.',
        _ when answer.Outcome.StartsWith("ask", StringComparison.Ordinal) || answer.Outcome == "policy asks" => '?',
        _ when answer.Outcome.StartsWith("unreadable", StringComparison.Ordinal) => '!',
        _ => '>',
    };
}
