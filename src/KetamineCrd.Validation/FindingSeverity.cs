namespace KetamineCrd.Validation;

/// <summary>How much a finding weighs.</summary>
public enum FindingSeverity
{
    /// <summary>A rule is broken.</summary>
    Error,

    /// <summary>A recommendation is not followed.</summary>
    Warning,

    /// <summary>A rule could not be applied, because what it needs is not held here. Says nothing about the resource.</summary>
    NotEvaluated,
}

/// <summary>As data has it.</summary>
public static class FindingSeverities
{
    public static string Code(this FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "not-evaluated",
    };
}
