namespace KetamineCrd.Server.Authentication;

/// <summary>How one check of a token ended.</summary>
/// <param name="Passed">Null when it could not be made.</param>
public readonly record struct TokenFinding(TokenCheck Check, bool? Passed);
