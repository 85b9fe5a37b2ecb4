namespace KetamineCrd.Server.FhirAccess;

/// <summary>What a kept answer may be used for: the same question about the same patient, at the same FHIR base, by the same tenant with the same token.</summary>
/// <param name="Address">Relative to the FHIR base.</param>
/// <param name="Token">A digest of the access token, so that the token itself is not kept; null for a call that has none.</param>
internal readonly record struct ReadKey(string Tenant, string FhirBase, string PatientId, string Address, UInt128? Token);
