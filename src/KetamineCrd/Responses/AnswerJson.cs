using System.Text.Encodings.Web;
using System.Text.Json;

namespace KetamineCrd.Responses;

/// <summary>How answers are written.</summary>
public static class AnswerJson
{
    /// <summary>Answers are application/json, never embedded in HTML, so quotes and accents may stay readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
