using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Fhir.Views;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Reads from a client's FHIR server with the client's own token, several addresses at once. What cannot be read is a value, never an exception.</summary>
internal sealed class FhirReader(SingleRead single, ReadCache cache, ILogger<FhirReader> logger)
{
    /// <summary>
    /// Reads every address, or recalls what was read for the same patient just before. Returns when all are done or the deadline has come,
    /// whichever is first.
    /// </summary>
    /// <param name="source">The FHIR base, and for whom it is read.</param>
    /// <param name="addresses">Relative to the base.</param>
    /// <param name="documents">Receives the parsed answers, which must stay open as long as what is returned is used.</param>
    /// <param name="deadline">Cancelled when the time is up.</param>
    /// <returns>An answer for each address; those that are more than one call may read are left out (<see cref="ReadFailure.LeftOut"/>).</returns>
    public async Task<IReadOnlyList<ReadAnswer>> ReadAsync(ReadSource source, IReadOnlyList<string> addresses, ICollection<JsonDocument> documents, CancellationToken deadline)
    {
        // Where not all can be read, the searches go first: without a Coverage no order can be judged.
        addresses = addresses.Count > CallLimits.MostReads ? [.. addresses.OrderByDescending(a => a.Contains('?', StringComparison.Ordinal))] : addresses;
        var read = await Task.WhenAll(addresses.Select(address => ReadOrWidenAsync(source, address, deadline)));
        var answers = new ReadAnswer[read.Length];
        var leftOut = 0;
        for (var i = 0; i < read.Length; i++)
        {
            var (pages, failure, isWider) = read[i];
            var resources = new List<ReadResource>(pages.Count);
            foreach (var page in pages)
            {
                documents.Add(page.Document);
                var json = page.Document.RootElement;
                resources.AddRange(isWider ? CoverageSearch.ActiveOf(json) : [new ReadResource(json)]);
            }

            if (failure?.Kind == ReadFailure.LeftOut)
            {
                leftOut++;
            }
            else if (failure is not null)
            {
                logger.ReadFailed(ReadAddress.TypeOf(addresses[i]) ?? "something else", source.Client, failure.Text);
            }

            answers[i] = new ReadAnswer(addresses[i], resources, failure?.Kind);
        }

        if (leftOut > 0)
        {
            logger.ReadsLeftOut(source.Client, leftOut);
        }

        return answers;
    }

    private static bool IsUsable(JsonElement json, string? type) =>
        new Resource(json) is var resource && (resource.Is("Bundle"u8) || (type is not null && resource.Type == type));

    // An empty search is not kept: the Coverage may be entered next.
    private static bool HasAny(List<ReadPage> pages) =>
        pages.Exists(p => !new Resource(p.Document.RootElement).Is("Bundle"u8) || new Bundle(p.Document.RootElement).Entries.Count > 0);

    // A server that does not search by status is asked for all coverages: US Core asks servers for the search by patient only.
    private async Task<(List<ReadPage> Pages, FailedRead? Failure, bool IsWider)> ReadOrWidenAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        var wider = CoverageSearch.Widen(relative);
        if (wider is not null && Recall(source, wider) is { } kept)
        {
            return (kept.Pages, kept.Failure, IsWider: true);
        }

        var (pages, failure) = await ReadOrRecallAsync(source, relative, deadline);
        if (wider is null || failure is not { IsOfTheQuestion: true, Status: { } status })
        {
            return (pages, failure, IsWider: false);
        }

        logger.CoverageSearchWidened(source.Client, status);
        (pages, failure) = await ReadOrRecallAsync(source, wider, deadline);
        return (pages, failure, IsWider: true);
    }

    private async Task<(List<ReadPage> Pages, FailedRead? Failure)> ReadOrRecallAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        if (Recall(source, relative) is { } kept)
        {
            return kept;
        }

        var (pages, failure) = await ReadPagesAsync(source, relative, deadline);
        if (failure is null && cache.Keeps(source.KeyOf(relative)) && HasAny(pages))
        {
            cache.Keep(source.KeyOf(relative), pages.Select(p => p.Utf8));
        }

        return (pages, failure);
    }

    private (List<ReadPage> Pages, FailedRead? Failure)? Recall(ReadSource source, string relative)
    {
        if (!cache.Keeps(source.KeyOf(relative)) || cache.Find(source.KeyOf(relative)) is not { } kept)
        {
            return null;
        }

        var pages = new List<ReadPage>();
        foreach (var utf8 in kept)
        {
            if (!source.Allowance.TryTakeBytes(utf8.Length) || ReadPage.TryParse(utf8, source.Allowance) is not { } page)
            {
                return (pages, FailedRead.TooLarge);
            }

            pages.Add(page);
        }

        return (pages, null);
    }

    // What came before a page that cannot be read is used all the same.
    private async Task<(List<ReadPage> Pages, FailedRead? Failure)> ReadPagesAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        var pages = new List<ReadPage>();
        var read = new List<string>();
        var links = new ResourceIndex(source.FhirServer);
        var type = ReadAddress.TypeOf(relative);
        for (var next = relative; ;)
        {
            var (page, failure) = await single.ReadAsync(source, next, deadline);
            if (page is null)
            {
                return (pages, failure);
            }

            pages.Add(page);
            read.Add(next);
            if (!IsUsable(page.Document.RootElement, type))
            {
                return (pages, new FailedRead("another resource than was asked for"));
            }

            if (new Bundle(page.Document.RootElement).NextPage is not { } link)
            {
                return (pages, null);
            }

            if (links.PageAddress(link) is not { } address || (type is not null && ReadAddress.TypeOf(address) is { } other && other != type))
            {
                return (pages, new FailedRead("a further page that is somewhere else"));
            }

            if (pages.Count == CallLimits.MostPages || read.Contains(address, StringComparer.Ordinal))
            {
                return (pages, new FailedRead("too many further pages"));
            }

            next = address;
        }
    }
}
