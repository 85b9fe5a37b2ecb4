namespace KetamineCrd.Tests.Determinations;

/// <param name="Outcome">In the words of <see cref="Call.Outcome(KetamineCrd.Determinations.OrderDetermination)"/>.</param>
internal readonly record struct PlainAnswer(string Outcome, bool IsDenied, bool HasCard);
