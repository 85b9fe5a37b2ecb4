namespace KetamineCrd.Hooks;

/// <summary>What clients write into <c>context.patientId</c>, which is meant to be a logical id (CDS Hooks 2.0, "order-sign").</summary>
public static class PatientIdText
{
    private const string PatientType = "Patient/";

    /// <summary>The logical id, also where a reference stands instead: <c>Patient/123</c>, with or without a FHIR base before it or a version behind it.</summary>
    public static string Read(string text)
    {
        var type = text.LastIndexOf(PatientType, StringComparison.Ordinal);
        if (type < 0 || (type > 0 && text[type - 1] != '/'))
        {
            return text;
        }

        var id = text.AsSpan(type + PatientType.Length);
        var end = id.IndexOf('/');
        id = end < 0 ? id : id[..end];
        return id.IsEmpty ? text : id.ToString();
    }

    /// <summary>False for a prefetch token that the client did not fill in: <c>{{context.patientId}}</c>. Nothing can be searched by it.</summary>
    public static bool IsResolved(string patientId) => !patientId.Contains("{{", StringComparison.Ordinal);
}
