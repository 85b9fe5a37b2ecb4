using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using KetamineCrd.Hooks;
using KetamineCrd.Resources;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Keys;

namespace KetamineCrd.Server.Clients;

/// <summary>Makes a client of its entry, or tells what is wrong with each key.</summary>
/// <param name="payers">Ids of the payers that are held.</param>
/// <param name="keys">Makes what fetches the keys of a client: its id, the address, and where that may lead.</param>
internal sealed class ClientReader(IEnumerable<string> payers, Func<string, Uri, FhirNetwork, IClientKeys> keys)
{
    private const int MostOfKeyFile = 256; // KiB; a key has about 1

    /// <summary>Everything that a client is made from, in one text: equal texts make equal clients.</summary>
    /// <param name="settings">The entry.</param>
    /// <param name="folder">What <c>JwksFile</c> is relative to.</param>
    public static string EntryOf(IConfiguration settings, string folder) => string.Join(
        '\n',
        settings.AsEnumerable(makePathsRelative: true).Where(s => s.Value is not null).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")
            .Append(settings["JwksFile"] is { Length: > 0 } name ? ReadFile(name, folder) : ""));

    /// <param name="id">The client's name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64.</param>
    /// <param name="text">What <see cref="EntryOf"/> said of it. It was read before the keys are, so keys that change in between are a change for the next look.</param>
    /// <param name="settings">The entry.</param>
    /// <param name="folder">What <c>JwksFile</c> is relative to.</param>
    /// <param name="report">Gets a key below the entry, and what was expected there.</param>
    /// <returns>Null when anything was reported.</returns>
    public RegisteredClient? Read(string id, string text, IConfiguration settings, string folder, Action<string, string> report)
    {
        var isGood = true;
        var entry = new ClientEntry(settings, (key, expected) =>
        {
            isGood = false;
            report(key, expected);
        });
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            entry.Report("", "must be named with letters, digits, '-', '_' and '.', at most 64");
        }

        var network = entry.Flag("AllowPrivateNetwork") ? FhirNetwork.Any : FhirNetwork.Public;
        var issuer = entry.Text("Issuer");
        if (issuer is null)
        {
            entry.Report("Issuer", "is required: the 'iss' of the client's tokens");
        }

        var jwksFile = ReadFile(entry, folder);
        var jwksUrl = entry.Text("JwksUrl") is { } url ? ReadAddress(entry, "JwksUrl", url, network) : null;
        var client = new RegisteredClient
        {
            Id = id,
            Issuer = issuer ?? "",
            Jku = ReadJku(entry) ?? jwksUrl,
            TokenLifetime = entry.Duration("TokenLifetime", CrdOptions.LeastTokenLifetime, CrdOptions.MostTokenLifetime),
            Keys = ReadKeys(id, entry, jwksUrl, jwksFile, network),
            Algorithms = entry.OneOf("Algorithms", SigningAlgorithms.All, SigningAlgorithms.Recommended),
            FhirServers = new FhirServerAccess(ReadFhirServers(entry, network), network),
            Tenants = entry.Texts("Tenants").Select(t => t.Value).ToFrozenSet(StringComparer.Ordinal),
            Payers = entry.OneOf("Payers", payers.Order(StringComparer.Ordinal), []).ToFrozenSet(StringComparer.Ordinal),
            UnknownPayer = ReadUnknownPayer(entry),
            Validation = ReadValidation(entry),
            Origins = ReadOrigins(entry),
            Hooks = ReadHooks(entry),
            Dialects = entry.OneOf("Dialects", Dialect.All.Select(d => d.Version), [.. Dialect.All.Select(d => d.Version)]).ToFrozenSet(StringComparer.Ordinal),
            Limits = new ClientLimits(
                entry.Number("Limits:CallsPerSecond", most: 10_000, otherwise: 100),
                entry.Number("Limits:Burst", most: 100_000, otherwise: 200),
                entry.Number("Limits:OpenCalls", most: 10_000, otherwise: 64)),
            Entry = text,
        };
        entry.ReportUnknown();
        return isGood ? client : null;
    }

    private static string? ReadFile(ClientEntry entry, string folder)
    {
        var name = entry.Text("JwksFile");
        var content = name is null ? null : ReadFile(name, folder);
        if (name is not null && content is null)
        {
            entry.Report("JwksFile", $"must be a file that can be read, not empty and of {MostOfKeyFile} KiB at most; a relative name is looked for beside the entry");
        }

        return name is null ? null : content ?? "";
    }

    private static string? ReadFile(string name, string folder)
    {
        try
        {
            if (new RegularFile(Path.Combine(folder, name)).Read(MostOfKeyFile * 1024) is not { } content)
            {
                return null;
            }

            using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8); // passes over a byte order mark
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // http only where it cannot be overheard.
    private static Uri? ReadAddress(ClientEntry entry, string key, string text, FhirNetwork network)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Fragment.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && network == FhirNetwork.Any)))
        {
            return address;
        }

        entry.Report(key, "must be an absolute https address (http only on this machine, with AllowPrivateNetwork)");
        return null;
    }

    // Compared and never called, so any address will do.
    private static Uri? ReadJku(ClientEntry entry)
    {
        if (entry.Text("Jku") is not { } text)
        {
            return null;
        }

        if (entry.Text("JwksUrl") is not null)
        {
            entry.Report("Jku", "stands beside Jwks or JwksFile only: beside JwksUrl, that address is what 'jku' must be");
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        {
            return address;
        }

        entry.Report("Jku", "must be the address that the client's tokens have as 'jku'");
        return null;
    }

    private static List<Uri> ReadFhirServers(ClientEntry entry, FhirNetwork network)
    {
        var bases = new List<Uri>();
        foreach (var (key, text) in entry.Texts("FhirServers"))
        {
            if (ReadAddress(entry, key, text, network) is { } address)
            {
                if (address.Query.Length > 0)
                {
                    entry.Report(key, "must be a FHIR base, without a query");
                }

                bases.Add(address);
            }
        }

        return bases;
    }

    private static string? ReadUnknownPayer(ClientEntry entry)
    {
        var text = entry.Text("UnknownPayer");
        if (text is not null && !CrdOptions.UnknownPayerValues.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            entry.Report("UnknownPayer", $"must be {string.Join(" or ", CrdOptions.UnknownPayerValues)}");
        }

        return text;
    }

    private static ValidationMode? ReadValidation(ClientEntry entry)
    {
        if (entry.Text("Validation") is not { } text)
        {
            return null;
        }

        if (ValidationModes.IsOne(text))
        {
            return ValidationModes.Read(text);
        }

        entry.Report("Validation", ValidationModes.Expected);
        return null;
    }

    private static FrozenSet<string> ReadOrigins(ClientEntry entry)
    {
        var origins = entry.Texts("Origins").ToArray();
        foreach (var (key, text) in origins)
        {
            if (!WebOrigin.IsOne(text))
            {
                entry.Report(key, WebOrigin.Expected);
            }
        }

        return origins.Select(o => o.Value).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private static FrozenSet<HookKind> ReadHooks(ClientEntry entry)
    {
        var names = CdsService.All.Select(s => s.Hook).ToArray();
        var hooks = entry.OneOf("Hooks", names, names);
        return CdsService.All.Where(s => hooks.Contains(s.Hook, StringComparer.Ordinal)).Select(s => s.Kind).ToFrozenSet();
    }

    private static KeySet ReadKeySet(ClientEntry entry, string key, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return KeySet.TryRead(document.RootElement, (place, expected) => entry.Report($"{key}:{place}", expected)) ?? KeySet.Empty;
        }
        catch (JsonException)
        {
            entry.Report(key, "must be a JWK Set, as JSON");
            return KeySet.Empty;
        }
    }

    private IClientKeys ReadKeys(string id, ClientEntry entry, Uri? jwksUrl, string? jwksFile, FhirNetwork network)
    {
        var inline = entry.Json("Jwks");
        var ways = new[] { inline is not null, jwksFile is not null, entry.Text("JwksUrl") is not null }.Count(has => has);
        if (ways != 1)
        {
            entry.Report("Jwks", ways == 0
                ? "is required, or JwksFile, or JwksUrl: one of the three"
                : "must be the only one of Jwks, JwksFile and JwksUrl: leave one of the three (for keys that are pinned, Jku names the address that tokens have as 'jku')");
        }

        return jwksUrl is not null ? keys(id, jwksUrl, network)
            : inline is not null ? new RegisteredKeys(ReadKeySet(entry, "Jwks", inline.ToJsonString()))
            : new RegisteredKeys(jwksFile is { Length: > 0 } ? ReadKeySet(entry, "JwksFile", jwksFile) : KeySet.Empty);
    }
}
