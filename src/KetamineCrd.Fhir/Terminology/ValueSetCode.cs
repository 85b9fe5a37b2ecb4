namespace KetamineCrd.Fhir.Terminology;

/// <summary>A code that a value set names. <paramref name="Code"/> is normalized for comparison, <paramref name="Written"/> is as in the file.</summary>
/// <param name="System">The canonical URI of its code system.</param>
/// <param name="Code">The code as it is compared.</param>
/// <param name="Written">The code as it is written.</param>
/// <param name="Display">What it stands for.</param>
/// <param name="Start">First day on which the code was valid; null when open.</param>
/// <param name="End">Last day on which the code was valid; null when open.</param>
public readonly record struct ValueSetCode(string System, string Code, string Written, string Display, DateOnly? Start = null, DateOnly? End = null);
