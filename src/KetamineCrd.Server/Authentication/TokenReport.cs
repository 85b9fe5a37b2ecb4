namespace KetamineCrd.Server.Authentication;

/// <summary>Every check of one token, for whoever makes it.</summary>
/// <param name="Accepted">Null when no check failed, but some could not be made.</param>
/// <param name="Parts">What the token says; empty when it cannot be read.</param>
public sealed record TokenReport(bool? Accepted, IReadOnlyList<TokenPart> Parts, IReadOnlyList<TokenReport.Line> Lines)
{
    /// <param name="Expected">In words.</param>
    /// <param name="Hint">How far off it is, where that can be told; null otherwise.</param>
    public sealed record Line(TokenFinding Finding, string Expected, string? Hint);

    /// <summary>A token that cannot be read: what was asked before the check that it fails was passed, the rest was not asked.</summary>
    internal static TokenReport OfUnreadable(TokenCheck unreadable, Func<TokenCheck, string> expected) => Of(
        Enum.GetValues<TokenCheck>().Where(c => c != TokenCheck.Authorization).Select(c => new TokenFinding(c, c == unreadable ? false : c < unreadable && IsReading(c) ? true : null)),
        [],
        expected,
        _ => null);

    /// <param name="findings">Those of <see cref="TokenExaminer"/>.</param>
    /// <param name="signatureFailure">The check that <see cref="TokenSignature"/> found failed; null when the signature is good.</param>
    /// <param name="hasKeys">False when there is no key to check with.</param>
    internal static TokenReport Of(
        ClientToken token, IEnumerable<TokenFinding> findings, TokenCheck? signatureFailure, bool hasKeys, Func<TokenCheck, string> expected, DateTimeOffset now)
    {
        bool? key = !hasKeys || signatureFailure is TokenCheck.Alg or TokenCheck.Header or TokenCheck.Claims ? null : signatureFailure != TokenCheck.Key;
        bool? signature = key is not true ? null : signatureFailure is null;
        TokenFinding[] all =
        [
            new(TokenCheck.Shape, true), new(TokenCheck.Header, signatureFailure != TokenCheck.Header), new(TokenCheck.Claims, signatureFailure != TokenCheck.Claims),
            .. findings,
            new(TokenCheck.Key, key), new(TokenCheck.Signature, signature),
        ];
        return Of(all.OrderBy(f => f.Check), token.Parts, expected, f => f.Passed is false ? TokenHint.Of(f.Check, token, now) : null);
    }

    private static bool IsReading(TokenCheck check) => check is TokenCheck.Shape or TokenCheck.Header or TokenCheck.Claims;

    private static TokenReport Of(IEnumerable<TokenFinding> findings, IReadOnlyList<TokenPart> parts, Func<TokenCheck, string> expected, Func<TokenFinding, string?> hint)
    {
        Line[] lines = [.. findings.Select(f => new Line(f, expected(f.Check), hint(f)))];
        return new TokenReport(Array.Exists(lines, l => l.Finding.Passed is false) ? false : Array.TrueForAll(lines, l => l.Finding.Passed is true) ? true : null, parts, lines);
    }
}
