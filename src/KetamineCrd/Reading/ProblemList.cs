using System.Text.Json;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Fhir.Views;

namespace KetamineCrd.Reading;

/// <summary>The current problems of a call, by their codes.</summary>
internal sealed class ProblemList
{
    private readonly Dictionary<(string System, string Code), List<Problem>> _byCode = [];

    private ProblemList()
    {
    }

    public static ProblemList Read(CallReading call)
    {
        var list = new ProblemList();
        foreach (var (place, json) in call.OfType("Condition"u8).Index())
        {
            var condition = new Condition(json);
            if (condition.IsCurrent && !AnotherPatient.Is(condition.Subject, call))
            {
                list.Add(new Problem(place, json), condition, call);
            }
        }

        return list;
    }

    /// <summary>Those that share a code with the concept, in the order of the call, each once or more.</summary>
    public IEnumerable<Problem> With(CodeableConcept concept, CallReading call)
    {
        var found = new List<Problem>();
        var keys = new HashSet<(string, string)>();
        foreach (var item in concept.Codings)
        {
            if (call.Spend(1) && _byCode.Count > 0 && Key(item) is { } key && keys.Add(key) && _byCode.TryGetValue(key, out var problems))
            {
                found.AddRange(problems);
            }
        }

        return keys.Count > 1 ? found.OrderBy(p => p.Place) : found;
    }

    private static (string, string)? Key(JsonElement item) =>
        new Coding(item).System is { } system && new Coding(item).Code is { } code
            ? (CodeSystems.Canonical(system), CodeSystems.Normalize(CodeSystems.Canonical(system), code))
            : null;

    private void Add(Problem problem, Condition condition, CallReading call)
    {
        foreach (var item in condition.Code.Codings)
        {
            if (!call.Spend(1))
            {
                return;
            }

            if (Key(item) is { } key)
            {
                if (!_byCode.TryGetValue(key, out var problems))
                {
                    _byCode.Add(key, problems = []);
                }

                if (problems.Count == 0 || problems[^1].Place != problem.Place)
                {
                    problems.Add(problem);
                }
            }
        }
    }

    /// <param name="Place">Its place among the problems of the call.</param>
    /// <param name="Json">The Condition.</param>
    internal readonly record struct Problem(int Place, JsonElement Json);
}
