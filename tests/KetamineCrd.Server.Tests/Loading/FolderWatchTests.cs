using KetamineCrd.Server.Loading;

namespace KetamineCrd.Server.Tests.Loading;

/// <summary>What the system tells of a folder of policy data.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private const string Switch = "DOTNET_USE_POLLING_FILE_WATCHER";
    private const string Card = "cards/not-covered.en.json";

    private readonly DataFolder _folder = new();
    private readonly SemaphoreSlim _told = new(0);
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public void Dispose()
    {
        _folder.Dispose();
        _told.Dispose();
        _patience.Dispose();
    }

    [Theory]
    [InlineData("change")]
    [InlineData("new file")]
    [InlineData("deletion")]
    [InlineData("rename")]
    public async Task Every_kind_of_change_is_told(string kind)
    {
        using var watch = Watch(on: true);
        switch (kind)
        {
            case "change":
                _folder.Edit(Card, "\"warning\"", "\"info\"");
                break;
            case "new file":
                _folder.Write("fhir-resources/PlanDefinition/new-one.json", "{}");
                break;
            case "deletion":
                _folder.Delete(Card);
                break;
            default:
                File.Move(_folder.PathTo(Card), _folder.PathTo("cards/renamed.json"));
                break;
        }

        await _told.WaitAsync(_patience.Token);
    }

    [Fact]
    public async Task What_is_no_data_file_is_not_told()
    {
        using var watch = Watch(on: true);
        _folder.Write("notes.json", "{");
        _folder.Write("cards/notes.txt", "{");
        _folder.Write("fhir-resources/.swp", "{");

        // The system tells in order: what came before this has been told, or is not.
        _folder.Delete(Card);
        await _told.WaitAsync(_patience.Token);
        Assert.Equal(0, _told.CurrentCount);
    }

    [Fact]
    public async Task Folder_that_is_missing_does_not_keep_the_others_from_being_watched()
    {
        Directory.Delete(_folder.PathTo("fhir-resources"), recursive: true);
        using var watch = Watch(on: true);

        _folder.Delete(Card);

        await _told.WaitAsync(_patience.Token);
    }

    [Fact]
    public async Task Nothing_is_watched_where_the_environment_says_so()
    {
        using var on = Watch(on: true);
        var told = 0;
        using var off = Watch(on: false, () => Interlocked.Increment(ref told));

        _folder.Delete(Card);

        await _told.WaitAsync(_patience.Token);
        Assert.Equal(0, told);
    }

    // The switch is read while the watch is made, and only then.
    private FolderWatch Watch(bool on, Action? changed = null)
    {
        var before = Environment.GetEnvironmentVariable(Switch);
        Environment.SetEnvironmentVariable(Switch, on ? null : "1");
        try
        {
            return new FolderWatch(_folder.Root, changed ?? (() => _told.Release()));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Switch, before);
        }
    }
}
