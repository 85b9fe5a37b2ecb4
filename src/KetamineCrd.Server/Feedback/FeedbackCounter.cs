using System.Diagnostics.Metrics;

namespace KetamineCrd.Server.Feedback;

/// <summary>The counter <c>crd.feedback</c> of the meter <c>KetamineCrd</c>. Its tags take few values, all of them ours.</summary>
internal sealed class FeedbackCounter(IMeterFactory meters)
{
    private readonly Counter<long> _feedback =
        meters.Create("KetamineCrd").CreateCounter<long>("crd.feedback", "{entry}", "Feedback on cards, repeated entries left out.");

    /// <param name="reason">What <see cref="OverrideReasons"/> calls it.</param>
    public void Count(string service, string outcome, string reason) =>
        _feedback.Add(1, new("service", service), new("outcome", outcome), new("reason", reason));
}
