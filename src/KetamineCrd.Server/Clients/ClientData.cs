using KetamineCrd.Server.Authentication;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Policies;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Clients;

/// <summary>The one way in which clients get registered: the section <c>Clients</c>, by client id, and the files of <c>Crd:ClientsPath</c>, one for each client.</summary>
internal sealed class ClientData(
    IConfiguration configuration, IOptions<CrdOptions> options, CurrentEngine engine, OutgoingConnections connections, TimeProvider clock, ILogger<ClientData> logger)
{
    public const string Section = "Clients";

    /// <summary>True when any client is to be registered, well or not. Without one the server is a sandbox.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren().Any() || !string.IsNullOrEmpty(configuration[$"{CrdOptions.Section}:{nameof(CrdOptions.ClientsPath)}"]);

    /// <summary>Reads and checks all clients. No registry when there is any issue.</summary>
    /// <param name="before">A client whose entry has not changed is taken from here, with the keys it has fetched.</param>
    /// <returns>The registry, or what is wrong: a key or a file, and what was expected there.</returns>
    public (ClientRegistry? Registry, IReadOnlyList<string> Issues) Load(ClientRegistry before)
    {
        var issues = new List<string>();
        var reader = new ClientReader(engine.Value.PayerNames.Keys, FetchedFrom);
        var clients = new List<RegisteredClient>();
        foreach (var (id, place, settings, folder) in Entries(issues))
        {
            var entry = ClientReader.EntryOf(settings, folder);
            if ((before.Clients.FirstOrDefault(c => c.Id == id && c.Entry == entry)
                ?? reader.Read(id, settings, folder, (key, expected) => issues.Add($"{place}{(key.Length > 0 ? ":" : "")}{key} {expected}."))) is { } client)
            {
                clients.Add(client);
            }
        }

        CheckTogether(clients, issues);
        foreach (var client in clients.Where(c => TokenShare.SizeOf(c, options.Value) > TokenShare.Most))
        {
            issues.Add($"{Section}:{client.Id}:Limits:CallsPerSecond asks for {TokenShare.SizeOf(client, options.Value)} used tokens to be held, and {TokenShare.Most} are the most: it must be lower, or TokenLifetime shorter.");
        }

        if (clients.Count == 0 && issues.Count == 0)
        {
            issues.Add($"{Section} must hold at least one client.");
        }

        return issues.Count == 0 ? (new ClientRegistry(clients), issues) : (null, issues);
    }

    private static void CheckTogether(List<RegisteredClient> clients, List<string> issues)
    {
        foreach (var twice in clients.GroupBy(c => c.Id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            issues.Add($"{Section}:{twice.Key} is registered twice, in the section and in a file.");
        }

        // Else it would not be clear whose call it is.
        foreach (var shared in clients.GroupBy(c => c.Issuer, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var tenants = shared.SelectMany(c => c.Tenants).ToArray();
            if (shared.Any(c => c.Tenants.Count == 0) || tenants.Distinct(StringComparer.Ordinal).Count() < tenants.Length)
            {
                issues.Add($"{Section}: {string.Join(", ", shared.Select(c => c.Id))} have the same Issuer, so each needs Tenants of its own.");
            }
        }
    }

    private IEnumerable<(string Id, string Place, IConfiguration Settings, string Folder)> Entries(List<string> issues)
    {
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            yield return (entry.Key, $"{Section}:{entry.Key}", entry, AppContext.BaseDirectory);
        }

        if (options.Value.ClientsPath is not { } folder)
        {
            yield break;
        }

        foreach (var file in Files(folder))
        {
            if (Read(file, issues) is { } settings)
            {
                yield return (Path.GetFileNameWithoutExtension(file), Path.GetFileName(file), settings, folder);
            }
        }
    }

    /// <summary>The files that each register a client. A JWK Set may stand beside them as <c>*.jwks.json</c>.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.json")
        .Where(f => !f.EndsWith(".jwks.json", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    private static IConfigurationRoot? Read(string file, List<string> issues)
    {
        try
        {
            using var content = new MemoryStream(File.ReadAllBytes(file));
            return new ConfigurationBuilder().AddJsonStream(content).Build();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            issues.Add($"{Path.GetFileName(file)} must be a JSON object that can be read.");
            return null;
        }
    }

    private FetchedKeys FetchedFrom(string id, Uri address, FhirNetwork network) => new(
        address, connections.To(network), clock, count => logger.KeysFetched(id, count), reason => logger.KeysNotFetched(id, reason));
}
