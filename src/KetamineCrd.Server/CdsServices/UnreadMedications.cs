using System.Diagnostics.Metrics;
using System.Text.Json;
using KetamineCrd.Facts;
using KetamineCrd.Server.Clients;

namespace KetamineCrd.Server.CdsServices;

/// <summary>
/// Tells the operator that a client's orders name medications that nobody can read: the counter <c>crd.unread</c> of the meter <c>KetamineCrd</c>, and a
/// warning for each client and FHIR server.
/// </summary>
/// <remarks>A client that sends references only and has no FHIR server registered would otherwise get silence for ever, and nobody would know why.</remarks>
internal sealed class UnreadMedications(IMeterFactory meters, ILogger<UnreadMedications> logger)
{
    /// <summary>Of clients with FHIR servers and reasons; when there are more, the oldest is warned of again.</summary>
    public const int MostWarned = 1_000;

    private readonly Counter<long> _unread =
        meters.Create("KetamineCrd").CreateCounter<long>("crd.unread", "{reference}", "Medications of orders that could not be read.");

    private readonly BoundedSet<(string Client, string Host, UnreadReason Reason)> _warned = new(MostWarned);

    public void Note(IReadOnlyList<UnreadReference> unread, Uri? fhirServer, Caller caller)
    {
        foreach (var reason in unread.Where(u => u.Type == "Medication").Select(u => u.Reason))
        {
            var code = JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
            _unread.Add(1, new("client", caller.Name), new("reason", code));

            // Reads that fail are logged one by one.
            if (reason is UnreadReason.NoFhirServer or UnreadReason.NotRegistered or UnreadReason.NotOnTheServer && _warned.TryAdd((caller.Name, fhirServer?.IdnHost ?? "", reason)))
            {
                logger.MedicationUnread(caller.Name, code);
            }
        }
    }
}
