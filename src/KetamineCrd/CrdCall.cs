using System.Diagnostics.CodeAnalysis;
using KetamineCrd.Determinations;
using KetamineCrd.Explanations;
using KetamineCrd.Facts;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;
using KetamineCrd.Reading;
using KetamineCrd.Responses;

namespace KetamineCrd;

/// <summary>One call from its request to its answer. Pure: whoever holds it reads <see cref="Reads"/>, hands in what came, and finishes when there are none.</summary>
/// <remarks>
/// Which payers may be asked about, whether an order may go back and which forms to look for is decided here. Facts are there once nothing more is to be read.
/// Not thread-safe; valid while the documents of the request and of what was read are open.
/// </remarks>
public sealed class CrdCall
{
    private readonly CrdEngine _engine;
    private readonly HookRequest _request;
    private readonly CallScope _scope;
    private readonly DateTimeOffset _now;
    private readonly ResourceIndex _index;
    private int _rounds;
    private CallFacts? _facts;
    private IReadOnlyList<OrderDetermination>? _determinations;
    private HookIssue? _refusal;
    private CrdResponse? _response;

    private CrdCall(CrdEngine engine, HookRequest request, CallScope scope, DateTimeOffset now, ResourceIndex index) =>
        (_engine, _request, _scope, _now, _index) = (engine, request, scope, now, index);

    /// <summary>Addresses, relative to the client's FHIR base, that are to be read next; empty when the call can be finished.</summary>
    public IReadOnlyList<string> Reads { get; private set; } = [];

    /// <summary>What the call says.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Reads"/>, and no facts yet.</exception>
    public CallFacts Facts => _facts ?? throw new InvalidOperationException("Something is still to be read.");

    /// <summary>Reads what the call says, as far as it goes.</summary>
    /// <param name="engine">The policies that answer, to the end of the call.</param>
    /// <param name="request">The call.</param>
    /// <param name="scope">Who makes it.</param>
    /// <param name="now">The instant of the call: what is planned before it may be over, and its day where the payer is is the day of an assertion.</param>
    public static CrdCall Begin(CrdEngine engine, HookRequest request, CallScope scope, DateTimeOffset now) =>
        Begin(engine, request, scope, now, FactsReader.Index(request));

    /// <inheritdoc cref="Begin(CrdEngine, HookRequest, CallScope, DateTimeOffset)"/>
    /// <param name="index">What came with the call, and what is known of its reads already.</param>
    internal static CrdCall Begin(CrdEngine engine, HookRequest request, CallScope scope, DateTimeOffset now, ResourceIndex index)
    {
        var call = new CrdCall(engine, request, scope, now, index);
        call.Go();
        return call;
    }

    /// <summary>Takes what came of all <see cref="Reads"/>. An address without an answer is asked for again, until the call gives up.</summary>
    public void Take(IReadOnlyList<ReadAnswer> answers)
    {
        foreach (var (address, resources, failure) in answers)
        {
            foreach (var (json, fullUrl) in resources)
            {
                _index.AddRead(json, fullUrl);
            }

            if (failure is { } why)
            {
                _index.MarkUnavailable(address, why);
            }
            else
            {
                _index.MarkRead(address);
            }
        }

        if (_facts is not null)
        {
            Reads = []; // those were the forms
            return;
        }

        _rounds++;
        Go();
    }

    /// <summary>Answers the call, or refuses it.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Reads"/>.</exception>
    public CallOutcome Finish()
    {
        if (Reads.Count > 0)
        {
            throw new InvalidOperationException("Something is still to be read.");
        }

        if (_refusal is null)
        {
            var context = new AnswerContext(_request, _index, Facts, _now, _scope);
            _response = _determinations is [] ? CrdResponse.Silence : _engine.Answer(context, _determinations!);
            _refusal = ReturnedOrders.Check(_response, context);
            if (_refusal is null)
            {
                return new CallOutcome.Answered(context, _determinations!, _response);
            }
        }

        return new CallOutcome.Refused(_refusal);
    }

    /// <summary>How and why it was answered.</summary>
    /// <exception cref="InvalidOperationException">It was not answered.</exception>
    public Explanation Explain() => _refusal is null && _response is not null
        ? Explainer.Explain(_request, _index, Facts, _determinations!, _response.Unrecorded)
        : throw new InvalidOperationException("The call was not answered.");

    private void Go()
    {
        if (TryReadFacts(out var facts))
        {
            _facts = Narrow(facts);
            Decide(_facts);
        }
    }

    private bool TryReadFacts([NotNullWhen(true)] out CallFacts? facts)
    {
        facts = _engine.ReadFacts(_request, _index, _scope.MayRead, _now, out var reads);
        Reads = reads;
        if (facts is null && _rounds >= CallLimits.MostRounds)
        {
            foreach (var address in reads)
            {
                _index.MarkUnavailable(address, ReadFailure.LeftOut);
            }

            facts = _engine.ReadFacts(_request, _index, canRead: false, _now, out _);
            Reads = [];
        }

        return facts is not null;
    }

    // Of payers that the client may not ask about nothing is said, as of payers that are not held.
    private CallFacts Narrow(CallFacts facts) => facts.Coverages.Any(c => c.Payer is { } payer && !_scope.MayAskAbout(payer.Id))
        ? facts with { Coverages = [.. facts.Coverages.Select(c => c.Payer is { } payer && !_scope.MayAskAbout(payer.Id) ? c with { Payer = null } : c)] }
        : facts;

    private void Decide(CallFacts facts)
    {
        _determinations = _engine.Determine(facts, out _refusal);
        if (_determinations is null)
        {
            _refusal = ForIntegrator(_refusal!);
        }
        else if (_scope.HearsOfUnknownPayers && CrdEngine.PayerNotServed(facts, _determinations, PayersOfClient()) is { } unknown)
        {
            _refusal = unknown;
        }
        else if (_scope.MayRead)
        {
            Reads = CrdEngine.FormSearches(_request, _determinations);
        }
    }

    private IEnumerable<string> PayersOfClient() =>
        _engine.PayerNames.Where(p => _scope.MayAskAbout(p.Key)).Select(p => p.Value).Order(StringComparer.Ordinal);

    // The fhirServer is there, but not open to the client: to ask for it again would lead nowhere.
    private HookIssue ForIntegrator(HookIssue issue) => issue.Kind == HookIssueKind.Unobtainable && _request.FhirServer is not null && !_scope.MayRead
        ? issue with { Expected = $"{issue.Expected} Nothing is read from the fhirServer of this call: it is not one that this client may have read." }
        : issue;
}
