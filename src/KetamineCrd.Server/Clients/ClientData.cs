using KetamineCrd.Resources;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Keys;
using KetamineCrd.Server.Loading;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Clients;

/// <summary>The one way in which clients get registered: the section <c>Clients</c>, by client id, and the files of <c>Crd:ClientsPath</c>, one for each client.</summary>
internal sealed class ClientData(
    IConfiguration configuration, IOptions<CrdOptions> options, CurrentEngine engine, OutgoingConnections connections, TimeProvider clock, ILogger<ClientData> logger)
{
    private const string Section = ServerMode.ClientsSection;

    private const int MostFiles = 10_000;
    private const int MostOfFile = 256; // KiB; an entry with a few keys in it has less than 10

    // A settings file that cannot be parsed, or is being replaced, reads as empty from then on.
    private readonly FileConfigurationProvider[] _settingsFiles = configuration is IConfigurationRoot root ? [.. root.Providers.OfType<FileConfigurationProvider>().Where(HoldsAny)] : [];

    /// <summary>Reads and checks all clients. No registry when there is any issue.</summary>
    /// <param name="before">A client whose entry has not changed is taken from here, with the keys it has fetched.</param>
    /// <returns>The registry, or what is wrong: a key or a file, and what was expected there. And the ids that have an entry, be it good or wrong.</returns>
    /// <exception cref="IOException">The folder, or a settings file, cannot be read now, so that it is not known who has an entry.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public (ClientRegistry? Registry, IReadOnlyList<string> Issues, IReadOnlySet<string> Ids) Load(ClientRegistry before)
    {
        if (Array.Find(_settingsFiles, f => !HoldsAny(f)) is { } unread)
        {
            throw new IOException($"{unread.Source.Path} is not there, or no JSON object.");
        }

        var issues = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var reader = new ClientReader(engine.Value.PayerNames.Keys, FetchedFrom);
        var clients = new List<RegisteredClient>();
        foreach (var (id, place, settings, folder) in Entries(issues))
        {
            ids.Add(id);
            if (settings is null)
            {
                continue;
            }

            var entry = ClientReader.EntryOf(settings, folder);
            if ((before.Clients.FirstOrDefault(c => c.Id == id && c.Entry == entry)
                ?? reader.Read(id, entry, settings, folder, (key, expected) => issues.Add($"{place}{(key.Length > 0 ? ":" : "")}{key} {expected}."))) is { } client)
            {
                clients.Add(client);
            }
        }

        CheckTogether(clients, issues);
        foreach (var client in clients.Where(c => TokenCapacity.Of(c, options.Value) > TokenCapacity.Most))
        {
            issues.Add($"{Section}:{client.Id}:Limits:CallsPerSecond asks for {TokenCapacity.Of(client, options.Value)} used tokens to be held, and {TokenCapacity.Most} are the most: it must be lower, or TokenLifetime shorter.");
        }

        return (issues.Count == 0 ? new ClientRegistry(clients) : null, issues, ids);
    }

    private static bool HoldsAny(FileConfigurationProvider file) => file.GetChildKeys([], parentPath: null).Any();

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

    /// <returns>No settings where a file cannot be read.</returns>
    private IEnumerable<(string Id, string Place, IConfiguration? Settings, string Folder)> Entries(List<string> issues)
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
            yield return (Path.GetFileNameWithoutExtension(file), Path.GetFileName(file), Read(file, issues), folder);
        }
    }

    /// <summary>The files that each register a client. A JWK Set may stand beside them as <c>*.jwks.json</c>.</summary>
    private static string[] Files(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.json").Where(f => !f.EndsWith(".jwks.json", StringComparison.OrdinalIgnoreCase)).Take(MostFiles + 1).ToArray();
        return files.Length > MostFiles
            ? throw new IOException($"It holds more than {MostFiles} entries.")
            : [.. files.Order(StringComparer.Ordinal)];
    }

    private static IConfigurationRoot? Read(string file, List<string> issues)
    {
        try
        {
            if (new RegularFile(file).Read(MostOfFile * 1024) is not { } content)
            {
                issues.Add($"{Path.GetFileName(file)} must be a regular file that is not empty, of {MostOfFile} KiB at most.");
                return null;
            }

            using var stream = new MemoryStream(content);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
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
