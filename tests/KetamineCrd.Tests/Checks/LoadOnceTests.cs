using System.Collections;
using System.Text.Json;
using KetamineCrd.Checks;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Tests.Checks;

/// <summary>Policy files are read, parsed and compiled once, whoever loads them: a start, a reload, <c>policy check</c>.</summary>
public sealed class LoadOnceTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void Each_file_is_parsed_once_where_the_set_is_loaded_and_checked() =>
        AssertParsedOnce(Engine.Files(), files => Assert.NotNull(PolicyCheck.Load(files, []).Engine));

    [Fact]
    public void Each_file_is_parsed_once_by_policy_check() => AssertParsedOnce(Engine.Files(), files => PolicyCheck.Run(files, Today));

    [Fact]
    public void Each_file_is_parsed_once_by_policy_check_where_the_set_does_not_load() =>
        AssertParsedOnce([.. Engine.Files().Where(f => f.Path != "cards/sentences.en.json")], files => Assert.NotEmpty(PolicyCheck.Run(files, Today)));

    // What is added about payers is gone through when the payers are compiled.
    [Fact]
    public void The_set_is_compiled_once()
    {
        var (loading, checking) = (new CountedAdditions(), new CountedAdditions());

        Assert.NotNull(CrdEngine.Load(Engine.Files(), loading).Engine);
        Assert.NotNull(PolicyCheck.Load(Engine.Files(), checking).Engine);

        Assert.True(loading.Looks > 0);
        Assert.Equal(loading.Looks, checking.Looks);
    }

    private static void AssertParsedOnce(IReadOnlyList<ResourceFile> files, Action<IEnumerable<ResourceFile>> load)
    {
        var contents = files.Select(f => new CountedContent(f.Content.ToArray())).ToArray();
        var passes = 0;

        load(Counted());

        Assert.Equal(1, passes);
        Assert.All(contents, (content, i) => Assert.Equal(LooksOfParsing(files[i]), content.Looks));

        IEnumerable<ResourceFile> Counted()
        {
            passes++;
            foreach (var (i, file) in files.Index())
            {
                yield return file with { Content = contents[i].Memory };
            }
        }
    }

    private static int LooksOfParsing(ResourceFile file)
    {
        var content = new CountedContent(file.Content.ToArray());
        using var document = JsonDocument.Parse(content.Memory, new JsonDocumentOptions { AllowDuplicateProperties = false });
        _ = document.RootElement.Clone();
        return content.Looks;
    }

    private sealed class CountedAdditions : IReadOnlyList<PayerAddition>
    {
        public int Looks { get; private set; }

        public int Count => 0;

        public PayerAddition this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<PayerAddition> GetEnumerator()
        {
            Looks++;
            return Enumerable.Empty<PayerAddition>().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
