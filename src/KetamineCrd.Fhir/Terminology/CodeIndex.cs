using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace KetamineCrd.Fhir.Terminology;

/// <summary>Finds what a code means among value sets that do not overlap. Built once, then read from any thread.</summary>
public sealed class CodeIndex<T>
    where T : class
{
    private readonly FrozenDictionary<(string System, string Code), (T Meaning, DateOnly? Start, DateOnly? End)> _codes;
    private readonly FrozenDictionary<(string System, string Prefix), (T Meaning, FrozenSet<string> Except)> _prefixes;
    private readonly (string System, Regex Pattern, T Meaning)[] _patterns;
    private readonly int _longestPrefix;

    private CodeIndex(
        Dictionary<(string, string), (T, DateOnly?, DateOnly?)> codes, Dictionary<(string, string), (T, FrozenSet<string>)> prefixes, (string, Regex, T)[] patterns)
    {
        _codes = codes.ToFrozenDictionary();
        _prefixes = prefixes.ToFrozenDictionary();
        _patterns = patterns;
        _longestPrefix = prefixes.Count == 0 ? 0 : prefixes.Keys.Max(k => k.Item2.Length);
    }

    /// <summary>Compiles the value sets. A code or prefix that two of them claim is reported and goes to the first.</summary>
    public static CodeIndex<T> Build(IEnumerable<(ValueSet Set, T Meaning)> sets, Action<ValueSet, string> report)
    {
        var codes = new Dictionary<(string, string), (T Meaning, DateOnly? Start, DateOnly? End)>();
        var prefixes = new Dictionary<(string, string), (T, FrozenSet<string>)>();
        var patterns = new List<(string, Regex, T)>();
        foreach (var (set, meaning) in sets)
        {
            foreach (var code in set.Codes)
            {
                if (!codes.TryAdd((code.System, code.Code), (meaning, code.Start, code.End)) && !ReferenceEquals(codes[(code.System, code.Code)].Meaning, meaning))
                {
                    report(set, $"{code.System}#{code.Written} stands in two value sets for the same fact.");
                }
            }

            foreach (var (system, prefix) in set.Prefixes)
            {
                var except = set.ExcludedPrefixes
                    .Where(e => e.System == system && e.Prefix.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(e => e.Prefix)
                    .ToFrozenSet(StringComparer.Ordinal);
                if (!prefixes.TryAdd((system, prefix), (meaning, except)))
                {
                    report(set, $"{system}#{prefix} and below stands twice among the value sets for one fact.");
                }
            }

            patterns.AddRange(set.Patterns.Select(p => (p.System, p.Pattern, meaning)));
        }

        return new CodeIndex<T>(codes, prefixes, [.. patterns]);
    }

    /// <summary>What the code means; null when no value set has it. The longest prefix wins.</summary>
    /// <param name="system">As <see cref="CodeSystems.Canonical"/> gives it.</param>
    /// <param name="code">As the client wrote it.</param>
    /// <param name="day">A code that was not valid on this day is not found; null finds it whatever the day.</param>
    public T? Find(string system, string code, DateOnly? day = null)
    {
        if (system == CodeSystems.Ndc)
        {
            foreach (var reading in NationalDrugCode.Readings(code))
            {
                if (FindNormalized(system, reading, day) is { } meaning)
                {
                    return meaning;
                }
            }

            return null;
        }

        return FindNormalized(system, CodeSystems.Normalize(system, code), day);
    }

    private T? FindNormalized(string system, string code, DateOnly? day)
    {
        if (_codes.TryGetValue((system, code), out var exact))
        {
            return day < exact.Start || day > exact.End ? null : exact.Meaning;
        }

        if (CodeSystems.IsHierarchicalByPrefix(system))
        {
            for (var length = Math.Min(code.Length, _longestPrefix); length > 0; length--)
            {
                if (_prefixes.TryGetValue((system, code[..length]), out var below))
                {
                    return IsExcepted(below.Except, code) ? null : below.Meaning;
                }
            }
        }

        foreach (var (patternSystem, pattern, meaning) in _patterns)
        {
            if (patternSystem == system && pattern.IsMatch(code))
            {
                return meaning;
            }
        }

        return null;
    }

    private static bool IsExcepted(FrozenSet<string> except, string code)
    {
        foreach (var prefix in except)
        {
            if (code.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
