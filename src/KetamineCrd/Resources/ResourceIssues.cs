
namespace KetamineCrd.Resources;

/// <summary>Takes what is wrong with the data files, in the order in which it is found.</summary>
public sealed class ResourceIssues
{
    private readonly List<ResourceIssue> _found = [];

    public IReadOnlyList<ResourceIssue> Found => _found;

    public void Add(string file, string path, string message) => _found.Add(new ResourceIssue(file, path, message));

    /// <summary>Where the issues of one file go.</summary>
    public FileIssues Of(string file) => new(this, file);
}

/// <summary>Takes what is wrong with one data file.</summary>
public sealed class FileIssues(ResourceIssues all, string file)
{
    public void Add(string path, string message) => all.Add(file, path, message);
}
