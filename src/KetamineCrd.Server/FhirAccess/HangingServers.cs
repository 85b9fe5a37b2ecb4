using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>
/// FHIR servers that leave reads without an answer are not asked for a while, so that the calls of their client are answered at once instead of at
/// the end of their time. What fails at once, by whatever status, costs no time and is asked again by every call.
/// </summary>
/// <remarks>For each client and FHIR base by itself, so that nobody's server stands in for another's. Reads are never repeated: that would spend the time of the call.</remarks>
internal sealed class HangingServers(TimeProvider clock)
{
    /// <summary>So many in a row, within <see cref="Window"/>, none of them answered: calls of one read, one after another, of 4 s each, come to that too.</summary>
    public const int Reads = 6;

    /// <summary>More than these are forgotten all at once, which costs no more than another <see cref="Reads"/> to each that hangs.</summary>
    public const int MostServers = 1_000;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Then one read is let through; the server is asked again when it is answered.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Client, string Root), ResiliencePipeline<SingleAnswer>> _servers = new();

    public int Count => _servers.Count;

    /// <summary>Makes the read, unless the server hangs.</summary>
    public async Task<SingleAnswer> AskAsync(ReadSource source, Func<CancellationToken, Task<SingleAnswer>> read, CancellationToken deadline)
    {
        var context = ResilienceContextPool.Shared.Get(deadline);
        try
        {
            var outcome = await Of(source).ExecuteOutcomeAsync(
                static async (context, read) => Outcome.FromResult(await read(context.CancellationToken)), context, read);
            if (outcome.Exception is BrokenCircuitException)
            {
                return new SingleAnswer(null, FailedRead.NotAsked);
            }

            outcome.ThrowIfException();
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<SingleAnswer> Of(ReadSource source)
    {
        if (_servers.TryGetValue((source.Client, source.Root), out var known))
        {
            return known;
        }

        if (_servers.Count >= MostServers)
        {
            _servers.Clear();
        }

        return _servers.GetOrAdd((source.Client, source.Root), _ => Create());
    }

    private ResiliencePipeline<SingleAnswer> Create() => new ResiliencePipelineBuilder<SingleAnswer> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SingleAnswer>
        {
            FailureRatio = 1,
            MinimumThroughput = Reads,
            SamplingDuration = Window,
            BreakDuration = Break,
            ShouldHandle = static judged => ValueTask.FromResult(ReferenceEquals(judged.Outcome.Result.Failure, FailedRead.Unanswered)),
        })
        .Build();
}
