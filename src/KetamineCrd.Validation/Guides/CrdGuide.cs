namespace KetamineCrd.Validation.Guides;

/// <summary>Versions of Da Vinci CRD whose coverage information is described here. Both have one canonical, so a validator judges by one of them.</summary>
public enum CrdGuide
{
    /// <summary>2.0.1.</summary>
    Version201,

    /// <summary>2.2.1.</summary>
    Version221,
}
