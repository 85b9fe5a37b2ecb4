using KetamineCrd.Validation;

namespace KetamineCrd.Server.Validation;

/// <summary>The severity of a finding as data has it.</summary>
internal static class SeverityCode
{
    public static string Of(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "not-evaluated",
    };
}
