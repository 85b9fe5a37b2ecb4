namespace KetamineCrd.Server;

/// <summary>What is done with a resource of a call that breaks a rule.</summary>
internal enum ValidationMode
{
    /// <summary>Nothing is judged.</summary>
    Off,

    /// <summary>The call is answered, and then judged; what was found is logged and counted.</summary>
    Report,

    /// <summary>The call is judged first, and refused for an error.</summary>
    Strict,
}

/// <summary>As settings spell it.</summary>
internal static class ValidationModes
{
    public const string Expected = "must be off, report or strict";

    private static readonly string[] Names = ["off", "report", "strict"];

    public static bool IsOne(string text) => Names.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <param name="text">One that <see cref="IsOne"/>.</param>
    public static ValidationMode Read(string text) => (ValidationMode)Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
}
