using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Decides which FHIR servers may be read: on loopback, and those that the configuration names.</summary>
internal sealed class FhirServerAccess(IOptions<CrdOptions> options)
{
    private readonly string[] _allowed = [.. options.Value.FhirServers.Select(Base)];

    public bool IsAllowed(Uri fhirServer) =>
        (fhirServer.IsLoopback && fhirServer.Scheme is "http" or "https" && fhirServer.UserInfo.Length == 0)
        || _allowed.Contains(Base(fhirServer), StringComparer.Ordinal);

    private static string Base(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
