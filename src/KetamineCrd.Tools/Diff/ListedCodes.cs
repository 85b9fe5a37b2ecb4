using KetamineCrd.Meanings;
using KetamineCrd.Policies;

namespace KetamineCrd.Tools.Diff;

/// <summary>The codes that the document lists: those of a value set it depends on that says nothing about an order.</summary>
internal static class ListedCodes
{
    public static IEnumerable<string> Diff(PolicyVersion a, PolicyVersion b, Vocabulary vocabulary) =>
        Changes.OfList("Codes", Of(a, vocabulary), Of(b, vocabulary));

    private static IEnumerable<string> Of(PolicyVersion version, Vocabulary vocabulary) =>
        from link in version.Links
        let url = link.Resource ?? ""
        where link.Type == "depends-on" && vocabulary.ConceptsOf(url) is { Count: 0 }
        from code in vocabulary.ValueSets[url].Codes
        select $"{code.Written} ({code.Display})";
}
