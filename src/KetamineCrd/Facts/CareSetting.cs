namespace KetamineCrd.Facts;

/// <summary>Where an order is to be carried out.</summary>
public enum CareSetting
{
    /// <summary>Not said, or neither of the others.</summary>
    Unknown,

    Inpatient,

    Emergency,
}
