using KetamineCrd.Determinations;

namespace KetamineCrd.Responses;

/// <summary>A statement that was made and stands on no order of the answer, which nobody who reads the answer can see.</summary>
public readonly record struct UnrecordedStatement(OrderDetermination Determination, UnrecordedReason Reason);

public enum UnrecordedReason
{
    /// <summary>The order has no id: there is nothing on the client's server to update.</summary>
    OrderWithoutId,

    /// <summary>The id of the order, with its type, is not one that an answer repeats (<see cref="Fhir.PlainReference"/>).</summary>
    OrderId,

    /// <summary>The id of the Coverage, or the order's reference to it, is not one that an answer repeats; without it the statement has no subject.</summary>
    CoverageId,
}
