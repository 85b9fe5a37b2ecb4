
namespace KetamineCrd.Facts;

/// <summary>An order about which nothing is said, and why.</summary>
/// <param name="Index">Its place in <see cref="CallFacts.Focal"/>, from 0.</param>
public readonly record struct PassedOver(int Index, PassedOverReason Reason);

public enum PassedOverReason
{
    /// <summary>The hook judges selected orders only, and this one is not selected.</summary>
    NotSelected,

    /// <summary>Of a type that gives no drug.</summary>
    OtherType,

    /// <summary>Cancelled, stopped, completed, entered in error, or not to be performed.</summary>
    NotLive,

    /// <summary>Its subject is surely another Patient than that of the call.</summary>
    OtherPatient,

    /// <summary>For another drug or service, or for none that can be told.</summary>
    OtherDrug,

    /// <summary>Which drug it is for stands in a resource that was not sent, and there is nobody to ask for it; see <see cref="CallFacts.Unread"/>.</summary>
    DrugUnread,

    /// <summary>For a drug that counts by one route only, which is not known beyond doubt.</summary>
    RouteNotCertain,
}
