using KetamineCrd.Server.FhirAccess;

namespace KetamineCrd.Server.CdsServices;

/// <summary>What a call has for its reads: the time, which runs from the first moment that something is waited for, and how much.</summary>
/// <param name="budget">How long that is.</param>
/// <param name="allowance">How much that is.</param>
/// <param name="aborted">Cancelled when the client has gone.</param>
internal sealed class CallDeadline(TimeSpan budget, TimeProvider clock, ReadAllowance allowance, CancellationToken aborted) : IDisposable
{
    private CancellationTokenSource? _budget;
    private CancellationTokenSource? _linked;

    public ReadAllowance Allowance => allowance;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => aborted;

    /// <summary>Cancelled when the time is up, or the client has gone.</summary>
    public CancellationToken Token
    {
        get
        {
            if (_linked is null)
            {
                _budget = new CancellationTokenSource(budget, clock);
                _linked = CancellationTokenSource.CreateLinkedTokenSource(_budget.Token, aborted);
            }

            return _linked.Token;
        }
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _budget?.Dispose();
    }
}
