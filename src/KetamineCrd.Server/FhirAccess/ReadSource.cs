using System.Text;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Where the reads of one call go, and for whom.</summary>
/// <param name="Client">Who calls; safe to log.</param>
/// <param name="Tenant">Whose call it is, as far as what is kept is concerned.</param>
/// <param name="Network">Into which network connections are made.</param>
/// <param name="FhirServer">The FHIR base; the caller has checked that it may be read.</param>
/// <param name="AccessToken">Sent only to that base; null sends none.</param>
/// <param name="PatientId">The patient whom the call is about.</param>
/// <param name="Allowance">What the call may still read, on whatever server.</param>
internal sealed record ReadSource(string Client, string Tenant, FhirNetwork Network, Uri FhirServer, string? AccessToken, string PatientId, ReadAllowance Allowance)
{
    private readonly UInt128? _token = AccessToken is null ? null : Digest.Of(Encoding.UTF8.GetBytes(AccessToken));

    /// <summary>The base with a slash at its end.</summary>
    public string Root { get; } = FhirServer.AbsoluteUri.TrimEnd('/') + "/";

    public ReadKey KeyOf(string address) => new(Tenant, Root, PatientId, address, _token);
}
