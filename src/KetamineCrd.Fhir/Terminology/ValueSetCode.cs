namespace KetamineCrd.Fhir.Terminology;

/// <summary>A code that a value set names. <paramref name="Code"/> is normalized for comparison, <paramref name="Written"/> is as in the file.</summary>
public readonly record struct ValueSetCode(string System, string Code, string Written, string Display);
