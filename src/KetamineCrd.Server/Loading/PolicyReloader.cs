using System.Threading.Channels;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Loading;

/// <summary>Where <c>Crd:ResourcesPath</c> names a folder: takes over a changed set of data files, whole or not at all, while calls are answered.</summary>
/// <remarks>What decides is <see cref="FolderState"/>. It is compared when <see cref="FolderWatch"/> tells of a change, and every few seconds for what that misses.</remarks>
internal sealed class PolicyReloader : BackgroundService
{
    /// <summary>How long no file may change before the set is read: an editor, or a copy of many files, should be done.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>How many issues are named: a link to a parent folder makes one of each file.</summary>
    private const int MostNamed = 20;

    /// <summary>How often the folder is looked at without being told.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(4);

    private readonly CurrentEngine _current;
    private readonly string? _folder;
    private readonly IReadOnlyList<PayerAddition> _additions;
    private readonly bool _withDemonstration;
    private readonly FolderReading _reading;
    private readonly TimeProvider _clock;
    private readonly ILogger<PolicyReloader> _logger;
    private FolderState? _tried;
    private ResourceIssue? _unreadable;

    /// <param name="current">Where a new set goes.</param>
    /// <param name="atStart">The folder before it was first read; null when not known.</param>
    /// <param name="options">Names the folder, and what is added about payers.</param>
    /// <param name="clock">Times the quiet and the looks.</param>
    /// <param name="logger">Gets what was taken over or refused.</param>
    public PolicyReloader(CurrentEngine current, FolderState? atStart, IOptions<CrdOptions> options, TimeProvider clock, ILogger<PolicyReloader> logger)
    {
        _current = current;
        _tried = atStart;
        _folder = options.Value.ResourcesPath;
        _withDemonstration = options.Value.Demonstration is true;
        _additions = PolicyLoader.Additions(options.Value);
        _reading = new FolderReading($"{CrdOptions.Section}:{nameof(CrdOptions.ResourcesPath)}", clock, logger);
        _clock = clock;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_folder is null)
        {
            return;
        }

        // Holds one: however often it is told, one look is enough.
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Look() => looks.Writer.TryWrite(item: true);

        using var watch = await _reading.RunAsync(() => new FolderWatch(_folder, Look), stoppingToken);
        await using var timer = _clock.CreateTimer(_ => Look(), state: null, TimeSpan.Zero, LookEvery);
        await foreach (var _ in looks.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await LookAsync(_folder, stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It may become readable without a file being written, so every look tries again; it is said once.
                _tried = null;
                var issue = new ResourceIssue(_folder, "", e.Message);
                if (issue != _unreadable)
                {
                    _unreadable = issue;
                    Refuse([issue]);
                }
            }
#pragma warning disable CA1031 // Whatever is wrong with new data, or with us, the old set goes on answering.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                _logger.PolicyReloadFailed(e.GetType().FullName ?? "", e.StackTrace ?? "");
            }
        }
    }

    private async Task LookAsync(string folder, CancellationToken stoppingToken)
    {
        var seen = await _reading.RunAsync(() => FolderState.Of(folder), stoppingToken);
        if (seen.Equals(_tried))
        {
            return;
        }

        for (FolderState? before = null; !seen.Equals(before);)
        {
            before = seen;
            await Task.Delay(Quiet, _clock, stoppingToken);
            seen = await _reading.RunAsync(() => FolderState.Of(folder), stoppingToken);
        }

        // Taken before the files are read, so that a file written meanwhile is a change for the next look.
        _tried = seen;
        var (engine, issues) = await _reading.RunAsync(() => PolicyLoader.Load(folder, _additions, _withDemonstration), stoppingToken);
        _unreadable = null;
        if (engine is null)
        {
            Refuse(issues);
            return;
        }

        _current.Swap(engine);
        _logger.PoliciesReloaded(engine.Policies.Policies.Sum(p => p.Versions.Count));
    }

    private void Refuse(IReadOnlyList<ResourceIssue> issues)
    {
        _logger.PoliciesRefused(issues.Count, Math.Min(issues.Count, MostNamed), _current.Value.Policies.Policies.Sum(p => p.Versions.Count));
        foreach (var issue in issues.Take(MostNamed))
        {
            _logger.PolicyFileRefused(issue.File, issue.Path, issue.Message);
        }
    }
}
