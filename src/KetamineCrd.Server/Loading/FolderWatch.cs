using KetamineCrd.Resources;

namespace KetamineCrd.Server.Loading;

/// <summary>Calls back when the system tells of a change among the data files of a folder. It may tell nothing: of network and container mounts, or of a folder replaced whole.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];

    /// <param name="folder">The folder with the data folders in it, which are watched; what stands beside them is not.</param>
    /// <param name="changed">Called from any thread, often several times for one change.</param>
    public FolderWatch(string folder, Action changed)
    {
        // The switch that .NET's own file providers know.
        if (Environment.GetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER") is "1" or "true")
        {
            return;
        }

        foreach (var path in ResourceFiles.Folders.Select(f => Path.Combine(folder, f)))
        {
            try
            {
                Watch(path, changed);
            }
            catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
            {
                // There is no such folder, or the system has no watch to spare. Changes are then found later, by looking.
            }
        }
    }

    public void Dispose() => _watchers.ForEach(w => w.Dispose());

    private void Watch(string path, Action changed)
    {
        var watcher = new FileSystemWatcher(path, "*.json") { IncludeSubdirectories = true };
        _watchers.Add(watcher);
        watcher.Changed += (_, _) => changed();
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
    }
}
