namespace KetamineCrd.Validation.Guides;

/// <summary>Versions of Da Vinci CRD whose coverage information is described here. Both have one canonical, so a validator judges by one of them.</summary>
public enum CrdGuide
{
    /// <summary>2.0.1.</summary>
    Version201,

    /// <summary>2.2.1.</summary>
    Version221,
}

/// <summary>The guide by its version.</summary>
public static class CrdGuides
{
    /// <param name="version">A version of CRD, or its beginning: <c>2.0</c>. The newest unless it is an earlier one that is described here.</param>
    public static CrdGuide Of(string version) => version.StartsWith("2.0", StringComparison.Ordinal) ? CrdGuide.Version201 : CrdGuide.Version221;
}
