namespace KetamineCrd.Server.FhirAccess;

/// <summary>What one GET brought: the page, or why there is none.</summary>
internal readonly record struct SingleAnswer(ReadPage? Page, FailedRead? Failure);
