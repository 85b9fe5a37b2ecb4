using KetamineCrd.Explanations;

namespace KetamineCrd.Tools;

/// <summary>An explanation as people read it.</summary>
internal static class ExplanationText
{
    public static void Write(Explanation explanation, TextWriter output)
    {
        if (explanation.Orders.Count == 0)
        {
            output.WriteLine("No order is judged.");
        }

        foreach (var (i, order) in explanation.Orders.Index())
        {
            if (i > 0)
            {
                output.WriteLine();
            }

            Write(order, output);
        }

        if (explanation.Unread.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Not read");
            foreach (var unread in explanation.Unread)
            {
                output.WriteLine($"  {unread.Path}: {unread.Type ?? "a resource"} ({unread.Reason})");
            }
        }

        if (explanation.Repairs.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Repaired in the call");
            foreach (var repair in explanation.Repairs)
            {
                output.WriteLine($"  {repair.Path}: {repair.Code}");
            }
        }
    }

    private static void Write(OrderExplanation order, TextWriter output)
    {
        output.WriteLine($"{order.Order ?? order.Path}: {order.Determination}");
        if (order.PassedOver is { } reason)
        {
            output.WriteLine($"  no policy is asked: {reason}");
            return;
        }

        output.WriteLine($"  service date {order.ServiceDate:yyyy-MM-dd}, {order.Coverage ?? "no coverage"}, payer {order.Payer ?? "not one of the held policies"}");
        Section("Understood", order.Facts.Select(f => $"{f.Fact}: {(f.Values.Count > 0 ? string.Join(" or ", f.Values) : "not said")} ({f.Basis})"), output);
        Section("Read from", order.Sources.Select(s => $"{s.Fact} = {s.Meaning} ({s.Basis}) {s.Path}".TrimEnd()), output);
        Section("Tests", order.Tests.Select(Line), output);
        Section("Missing", order.Missing, output);
        Section("Remarks", order.Remarks, output);
        if (order.Policy is { } policy)
        {
            Section("Decided by", Lines(policy), output);
        }
    }

    private static string Line(TestExplanation test)
    {
        var about = test.About is { Count: > 0 } reasons ? $" for {string.Join(" or ", reasons)}" : "";
        var rules = test.Rules.Count > 0 ? $": {string.Join(", ", test.Rules)}" : "";
        return $"{test.Test}{(test.Policy is { } policy ? $" ({policy})" : "")}{about}: {test.Result}{rules}";
    }

    private static IEnumerable<string> Lines(PolicyExplanation policy)
    {
        yield return $"{policy.Number} {policy.Version}, {policy.Title}";
        if (policy.Rule is { } rule)
        {
            yield return $"rule '{rule}', {policy.Section}";
            yield return policy.Statement!;
        }

        if (policy.Note is { } note)
        {
            yield return $"How it is read: {note}";
        }

        foreach (var also in policy.Also)
        {
            yield return $"also fits: '{also}'";
        }
    }

    private static void Section(string head, IEnumerable<string> lines, TextWriter output)
    {
        var all = lines.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine($"  {head}");
        foreach (var line in all)
        {
            output.WriteLine($"    {line}");
        }
    }
}
