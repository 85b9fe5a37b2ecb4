namespace KetamineCrd.Facts;

/// <summary>One reason of an order.</summary>
/// <param name="Recognised">What its codes or words mean, ambiguous or not; null when nothing knows them or they could not be read.</param>
/// <param name="Possible">What it may stand for, once signs of chronicity are counted in.</param>
public sealed record IndicationFact(Concept? Recognised, Possible Possible);
