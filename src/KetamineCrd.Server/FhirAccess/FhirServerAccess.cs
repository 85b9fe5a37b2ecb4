using System.Collections.Frozen;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Which FHIR servers a caller may have read.</summary>
/// <param name="bases">The FHIR bases, whole; not looked at for <see cref="FhirNetwork.Loopback"/>. One that <see cref="CanBeRead"/> refuses allows nothing.</param>
/// <param name="network">Where their names may lead.</param>
internal sealed class FhirServerAccess(IEnumerable<Uri> bases, FhirNetwork network)
{
    private readonly FrozenSet<string> _bases = bases.Where(b => CanBeRead(b, network)).Select(Whole).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Those on this machine, and no other.</summary>
    public static FhirServerAccess Loopback { get; } = new([], FhirNetwork.Loopback);

    public FhirNetwork Network => network;

    /// <summary>True for a FHIR base that can be read at all in the network: http or https, but https only on the internet; no user, query or fragment.</summary>
    public static bool CanBeRead(Uri fhirBase, FhirNetwork network) =>
        fhirBase.IsAbsoluteUri
        && (fhirBase.Scheme == Uri.UriSchemeHttps || (fhirBase.Scheme == Uri.UriSchemeHttp && network != FhirNetwork.Public))
        && (network != FhirNetwork.Loopback || fhirBase.IsLoopback)
        && fhirBase.AbsoluteUri == $"{fhirBase.Scheme}://{fhirBase.Authority}{fhirBase.AbsolutePath}";

    /// <summary>
    /// True for one of the bases, whole: another port, path or letter case of the path is another server. A slash at the end, the letter case
    /// of the host, a default port and the two spellings of an international name do not matter.
    /// </summary>
    public bool IsAllowed(Uri fhirServer) => CanBeRead(fhirServer, network) && (network == FhirNetwork.Loopback || _bases.Contains(Whole(fhirServer)));

    // Uri has lower-cased the host and resolved dot segments.
    private static string Whole(Uri fhirBase) => $"{fhirBase.Scheme}://{fhirBase.IdnHost}:{fhirBase.Port}{fhirBase.AbsolutePath.TrimEnd('/')}";
}
