namespace KetamineCrd.Server.Clients;

/// <summary>Takes over changed clients while calls are answered, whole or not at all: the section <c>Clients</c>, their files and their key files.</summary>
internal sealed class ClientReloader(CurrentClients current, ClientData data, ServerMode mode, TimeProvider clock, ILogger<ClientReloader> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

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
                Look();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Refuse([$"Crd:ClientsPath cannot be read ({e.GetType().Name})."]);
            }
#pragma warning disable CA1031 // Whatever is wrong with new data, or with us, the clients of before may go on calling.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.ClientReloadFailed(e.GetType().FullName ?? "", e.StackTrace ?? "");
            }
        }
    }

    private void Look()
    {
        var (registry, issues) = data.Load(current.Value);
        if (registry is null)
        {
            Refuse(issues);
            return;
        }

        (_seen, _told) = ([], []);
        if (!registry.Clients.SequenceEqual(current.Value.Clients))
        {
            current.Swap(registry);
            logger.ClientsReloaded(registry.Clients.Count);
        }
    }

    // What is wrong twice is wrong; once, a file may be half written. It is said once.
    private void Refuse(IReadOnlyList<string> issues)
    {
        if (issues.SequenceEqual(_seen, StringComparer.Ordinal) && !issues.SequenceEqual(_told, StringComparer.Ordinal))
        {
            _told = issues;
            logger.ClientsRefused(issues.Count, current.Value.Clients.Count);
            foreach (var issue in issues)
            {
                logger.ClientEntryRefused(issue);
            }
        }

        _seen = issues;
    }
}
