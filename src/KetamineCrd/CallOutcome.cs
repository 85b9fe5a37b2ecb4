using KetamineCrd.Determinations;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Responses;

namespace KetamineCrd;

/// <summary>What a call comes to.</summary>
public abstract class CallOutcome
{
    private CallOutcome()
    {
    }

    /// <summary>It is answered, if only with nothing.</summary>
    public sealed class Answered : CallOutcome
    {
        private readonly AnswerContext _context;

        internal Answered(AnswerContext context, IReadOnlyList<OrderDetermination> determinations, CrdResponse response)
        {
            (_context, Determinations, Response) = (context, determinations, response);
        }

        /// <summary>Of every order, under each payer that answers.</summary>
        public IReadOnlyList<OrderDetermination> Determinations { get; }

        public CrdResponse Response { get; }

        /// <summary>The body; orders go back as they came, but for our extension. One constant for a call about which nothing is said.</summary>
        public ReadOnlyMemory<byte> ToUtf8() => Response == CrdResponse.Silence && !CrdResponse.MustHaveActions(_context)
            ? CrdResponse.SilenceUtf8
            : JsonText.Write(writer => Response.Write(writer, _context), expected: 8 * 1024);
    }

    /// <summary>It cannot be answered, and why.</summary>
    public sealed class Refused : CallOutcome
    {
        internal Refused(HookIssue issue)
        {
            Issue = issue;
        }

        public HookIssue Issue { get; }
    }
}
