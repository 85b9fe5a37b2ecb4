namespace KetamineCrd.Fhir.Terminology;

/// <summary>A known phrase in a text.</summary>
/// <param name="Meaning">What it means.</param>
/// <param name="First">Its first word.</param>
/// <param name="End">The place after its last word.</param>
public readonly record struct FoundPhrase<T>(T Meaning, int First, int End);
