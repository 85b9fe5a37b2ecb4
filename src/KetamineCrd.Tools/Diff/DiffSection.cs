namespace KetamineCrd.Tools.Diff;

/// <summary>What changed in one part of a policy version; no lines when nothing did.</summary>
internal sealed record DiffSection(string Title, IReadOnlyList<string> Lines);
