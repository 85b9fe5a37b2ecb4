namespace KetamineCrd.Server.FhirAccess;

/// <summary>A host has an address outside the network into which the connection was meant to go; no connection was made.</summary>
internal sealed class AddressNotAdmittedException() : IOException("The host has an address outside the network that is allowed.");
