using System.Diagnostics.Metrics;
using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.Logging;
using KetamineCrd.Validation;

namespace KetamineCrd.Server.Validation;

/// <summary>Judges calls that were answered, one at a time, and tells rules and places of all that it finds: a log line for each call, and the counter <c>crd.validation</c>.</summary>
/// <remarks>A resource costs 1 to 3 ms of the machine. After each the worker rests for as long as it took, so that it has half of one core at most.</remarks>
internal sealed class ReportWorker(ReportQueue queue, CurrentValidator validators, IMeterFactory meters, TimeProvider clock, ILogger<ReportWorker> logger) : BackgroundService
{
    /// <summary>Places that a log line names; the others are only counted.</summary>
    public const int MostNamed = 20;

    private readonly Counter<long> _findings =
        meters.Create("KetamineCrd").CreateCounter<long>("crd.validation", "{finding}", "Rules that resources of calls broke.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var call in queue.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await JudgeAsync(call, stoppingToken);
                }
#pragma warning disable CA1031 // A fault of ours on one call must not end the reports on all others, nor the server; its message may quote the call.
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    logger.ValidationFailed(e.GetType().FullName ?? "", ExceptionTrace.Of(e));
                }
                finally
                {
                    queue.Release(call);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends. A start that fails does so without stopping its services, and an exception would be logged as a fault.
        }
    }

    private async Task JudgeAsync(AnsweredCall call, CancellationToken stoppingToken)
    {
        var validator = await validators.ForAsync(call.Dialect, stoppingToken);
        var found = new List<(string Type, ValidationFinding Finding)>();
        foreach (var resource in call.Resources)
        {
            var started = clock.GetTimestamp();
            var findings = await validator.ValidateAsync(resource, profile: null, stoppingToken);
            if (findings.Count > 0)
            {
                var type = TypeOf(resource);
                found.AddRange(findings.Select(finding => (type, finding)));
            }

            await Task.Delay(clock.GetElapsedTime(started), clock, stoppingToken);
        }

        foreach (var (_, finding) in found)
        {
            _findings.Add(1, new("rule", finding.Rule), new("severity", finding.Severity.Code()), new("client", call.Client));
        }

        int Count(FindingSeverity severity) => found.Count(f => f.Finding.Severity == severity);
        logger.CallValidated(call.Hook, call.Client, call.Resources.Count, Count(FindingSeverity.Error), Count(FindingSeverity.Warning), Summarize(found));
    }

    // Types are R4's own here: of what has none no place is told.
    private static string TypeOf(byte[] resource)
    {
        using var document = JsonDocument.Parse(resource, JsonLimits.Parsing);
        return document.RootElement.Text("resourceType"u8) is { } type && ResourceTypes.Contains(type) ? type : "?";
    }

    private static string Summarize(List<(string Type, ValidationFinding Finding)> found)
    {
        var places = found
            .GroupBy(f => $"{f.Finding.Severity.Code()} {f.Finding.Rule} at {f.Type}{(f.Finding.Place.Length > 0 ? "." : "")}{f.Finding.Element}", StringComparer.Ordinal)
            .Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()})")
            .ToList();
        return places.Count switch
        {
            0 => "no finding",
            <= MostNamed => string.Join(", ", places),
            _ => $"{string.Join(", ", places.Take(MostNamed))} and {places.Count - MostNamed} more",
        };
    }
}
