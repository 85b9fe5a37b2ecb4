
namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>What an <see cref="EhrServer"/> does wrong when it is asked for a type of resource.</summary>
public enum EhrFault
{
    /// <summary>Answers rightly, after a while that is well inside any budget.</summary>
    Slow,

    NeverAnswers,
    Unauthorized,
    NotFound,
    ServerError,

    /// <summary>200, but not JSON.</summary>
    Garbage,

    /// <summary>200 and JSON, cut off in the middle.</summary>
    CutOff,

    /// <summary>200 with an OperationOutcome instead of the resource.</summary>
    OperationOutcome,

    /// <summary>A redirect to <see cref="EhrServer.Elsewhere"/>, which would answer rightly.</summary>
    Redirect,

    /// <summary>The right resource, 3 MiB of it, with its Content-Length.</summary>
    Huge,

    /// <summary>The right resource, 3 MiB of it, without a Content-Length.</summary>
    HugeInChunks,

    /// <summary>The right resource, 3 MiB of it, in the few KiB that gzip makes of that.</summary>
    HugeInGzip,

    /// <summary>The right resource, said to be gzip, which it is not.</summary>
    BrokenGzip,

    /// <summary>The right resource, with an extension inside an extension, 100 times.</summary>
    Deep,

    /// <summary>The right resource, a byte at a time, which takes longer than any budget.</summary>
    Drips,

    /// <summary>The right resource, with 30 KiB of headers.</summary>
    HugeHeaders,

    /// <summary>The connection breaks without an answer.</summary>
    Aborts,
}
