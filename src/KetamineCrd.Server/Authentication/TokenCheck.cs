namespace KetamineCrd.Server.Authentication;

/// <summary>What is asked of a client's token (CDS Hooks 2.0, "Trusting CDS Clients"), in the order in which it is asked: the dear signature last.</summary>
public enum TokenCheck
{
    /// <summary>An Authorization header with a Bearer token.</summary>
    Authorization,

    /// <summary>A compact JWS (RFC 7515 section 3.1).</summary>
    Shape,

    Header,
    Alg,
    Typ,

    /// <summary>No extension that must be understood (RFC 7515 section 4.1.11).</summary>
    Crit,

    Kid,
    Claims,
    Iss,
    Tenant,
    Jku,
    Aud,
    Exp,
    Iat,
    Nbf,

    /// <summary>From <c>iat</c> to <c>exp</c>.</summary>
    Lifetime,

    Jti,

    /// <summary>The key that <c>kid</c> names is registered and fits <c>alg</c>.</summary>
    Key,

    Signature,
}
