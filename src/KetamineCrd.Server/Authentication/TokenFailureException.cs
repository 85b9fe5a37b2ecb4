using Microsoft.IdentityModel.Tokens;

namespace KetamineCrd.Server.Authentication;

/// <summary>Why a token is not accepted, for its way through the package, which knows failures as exceptions. Never thrown.</summary>
internal abstract class TokenFailureException : SecurityTokenException
{
    private TokenFailureException(string message)
        : base(message)
    {
    }

    internal sealed class Refused(TokenCheck check) : TokenFailureException($"The token fails the check '{TokenExpectation.NameOf(check)}'.")
    {
        public TokenCheck Check => check;
    }

    /// <summary>The token may be good, and is not looked at, or does not count, now.</summary>
    internal sealed class Postponed(TimeSpan wait) : TokenFailureException("There are too many tokens.")
    {
        public TimeSpan Wait => wait;
    }
}
