namespace KetamineCrd.Fhir;

/// <summary>U+FEFF before a text. It is not JSON, but some clients and FHIR servers send one.</summary>
public static class ByteOrderMark
{
    /// <summary>How many bytes it has there; 0 where there is none.</summary>
    public static int LengthIn(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
}
