namespace KetamineCrd.Server.FhirAccess;

/// <summary>What a kept answer may be used for: the same question about the same patient, at the same FHIR base, by the same tenant.</summary>
/// <param name="Address">Relative to the FHIR base.</param>
/// <param name="HasToken">An answer to a read with a token is never given to a call that has none.</param>
internal readonly record struct ReadKey(string Tenant, string FhirBase, string PatientId, string Address, bool HasToken);
