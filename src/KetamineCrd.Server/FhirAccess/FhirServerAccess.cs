namespace KetamineCrd.Server.FhirAccess;

/// <summary>Which FHIR servers a caller may have read.</summary>
/// <param name="bases">The FHIR bases, whole; not looked at for <see cref="FhirNetwork.Loopback"/>.</param>
/// <param name="network">Where their names may lead.</param>
internal sealed class FhirServerAccess(IEnumerable<Uri> bases, FhirNetwork network)
{
    private readonly string[] _bases = [.. bases.Select(Base)];

    /// <summary>Those on this machine, and no other.</summary>
    public static FhirServerAccess Loopback { get; } = new([], FhirNetwork.Loopback);

    public FhirNetwork Network => network;

    public bool IsAllowed(Uri fhirServer) => network == FhirNetwork.Loopback
        ? fhirServer.IsLoopback && fhirServer.Scheme is "http" or "https" && fhirServer.UserInfo.Length == 0
        : _bases.Contains(Base(fhirServer), StringComparer.Ordinal);

    private static string Base(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
