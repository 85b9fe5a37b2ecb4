using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Meanings;

/// <summary>An access to a vein is not the way by which a drug goes.</summary>
internal static class VeinAccess
{
    private static readonly WordSet Words = new("start", "starts", "insertion", "placement", "access", "line", "catheter", "cannula", "cannulation", "site", "needle", "stick", "flush");

    /// <summary>True where the words before a place are about getting into a vein ("IV start").</summary>
    public static bool IsMeant(TextWords words, int next) => next < words.Count && words.Before(next) < Break.Part && Words.Contains(words[next]);
}
