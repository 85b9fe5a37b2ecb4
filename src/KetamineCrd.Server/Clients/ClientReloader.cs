using KetamineCrd.Server.Loading;

namespace KetamineCrd.Server.Clients;

/// <summary>Takes over changed clients while calls are answered: the section <c>Clients</c>, their files and their key files.</summary>
/// <remarks>What is new or changed counts whole or not at all. Whose entry is gone is out at once, whatever else is wrong.</remarks>
internal sealed class ClientReloader(CurrentClients current, ClientData data, ServerMode mode, TimeProvider clock, ILogger<ClientReloader> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>How many issues are named.</summary>
    private const int MostNamed = 20;

    private readonly FolderReading _reading = new($"{CrdOptions.Section}:{nameof(CrdOptions.ClientsPath)}", clock, logger);
    private IReadOnlyList<string> _seen = [];
    private IReadOnlyList<string> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (mode.IsSandbox)
        {
            return;
        }

        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Refuse([$"Crd:ClientsPath or the settings cannot be read. {e.Message}"]);
            }
#pragma warning disable CA1031 // Whatever is wrong with new data, or with us, the clients of before may go on calling.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                logger.ClientReloadFailed(e.GetType().FullName ?? "", e.StackTrace ?? "");
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var before = current.Value;
        var (registry, issues, ids) = await _reading.RunAsync(() => data.Load(before), stoppingToken);
        if (registry is not null)
        {
            (_seen, _told) = ([], []);
            if (!registry.Clients.SequenceEqual(before.Clients))
            {
                logger.ClientsReloaded(registry.Clients.Count);
                TakeOver(registry);
            }

            return;
        }

        RegisteredClient[] left = [.. before.Clients.Where(c => ids.Contains(c.Id))];
        if (left.Length < before.Clients.Count)
        {
            logger.ClientsRemoved(before.Clients.Count - left.Length, left.Length);
            TakeOver(new ClientRegistry(left));
        }

        Refuse(issues);
    }

    private void TakeOver(ClientRegistry registry)
    {
        current.Swap(registry);
        if (registry.Clients.Count == 0)
        {
            logger.NoClientLeft();
        }
    }

    // What is wrong twice is wrong; once, a file may be half written. It is said once.
    private void Refuse(IReadOnlyList<string> issues)
    {
        if (issues.SequenceEqual(_seen, StringComparer.Ordinal) && !issues.SequenceEqual(_told, StringComparer.Ordinal))
        {
            _told = issues;
            logger.ClientsRefused(issues.Count, current.Value.Clients.Count, Math.Min(issues.Count, MostNamed));
            foreach (var issue in issues.Take(MostNamed))
            {
                logger.ClientEntryRefused(issue);
            }
        }

        _seen = issues;
    }
}
