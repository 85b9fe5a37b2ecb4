using KetamineCrd.Checks;
using KetamineCrd.Meanings;
using KetamineCrd.Resources;

namespace KetamineCrd.Server.Loading;

/// <summary>The one way in which policy data gets into this server, when it starts and when a file changes.</summary>
internal static class PolicyLoader
{
    /// <summary>Reads and checks the whole set, with what <c>policy check</c> finds. No engine when there is any error.</summary>
    /// <param name="path">The folder; null for the embedded set.</param>
    /// <param name="additions">What the configuration adds about payers.</param>
    /// <param name="withDemonstration">Adds the demonstration payer.</param>
    /// <exception cref="IOException">A file or folder cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">A file or folder may not be read.</exception>
    public static (CrdEngine? Engine, IReadOnlyList<ResourceIssue> Issues) Load(string? path, IReadOnlyList<PayerAddition> additions, bool withDemonstration)
    {
        var own = ResourceFiles.Read(path);
        return PolicyCheck.Load(withDemonstration ? own.Concat(ResourceFiles.ReadDemonstration()) : own, additions);
    }

    /// <summary>What the configuration adds to the data about payers.</summary>
    public static IReadOnlyList<PayerAddition> Additions(CrdOptions options) =>
    [
        .. options.Payers.Select(entry => new PayerAddition(entry.Key)
        {
            Names = [.. entry.Value.Names],
            PayerIds = [.. entry.Value.PayerIds],
            Contact = entry.Value.Contact,
            Links = [.. entry.Value.Links.Select(l => (l.Label!, l.Url!))],
        }),
    ];
}
