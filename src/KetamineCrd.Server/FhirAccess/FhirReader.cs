using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KetamineCrd.Fhir;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Reads from a client's FHIR server with the client's own token, several addresses at once. What cannot be read is a value, never an exception.</summary>
internal sealed class FhirReader(HttpClient http, ReadCache cache, IOptions<CrdOptions> options, ILogger<FhirReader> logger)
{
    private const int MostPages = 5;

    // RFC 6750 b64token. A token is the client's text: anything else could carry header lines of its own.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>
    /// Reads every address, or recalls what was read for the same patient just before, and adds what came to the index, or marks it
    /// unavailable. Returns when all are done or the deadline has come, whichever is first.
    /// </summary>
    /// <param name="source">The FHIR base, and for whom it is read.</param>
    /// <param name="addresses">Relative to the base.</param>
    /// <param name="index">Receives the resources.</param>
    /// <param name="documents">Receives the parsed answers, which must stay open as long as the index is used.</param>
    /// <param name="deadline">Cancelled when the time is up.</param>
    public async Task ReadAsync(
        ReadSource source, IReadOnlyList<string> addresses, ResourceIndex index, ICollection<JsonDocument> documents, CancellationToken deadline)
    {
        var answers = await Task.WhenAll(addresses.Select(address => ReadOrRecallAsync(source, address, deadline)));
        for (var i = 0; i < answers.Length; i++)
        {
            foreach (var page in answers[i].Pages)
            {
                documents.Add(page.Document);
                index.AddRead(page.Document.RootElement);
            }

            if (answers[i].Failure is { } failure)
            {
                logger.ReadFailed(TypeOf(addresses[i]) is { Length: > 0 } type ? type : "a further page", failure);
                index.MarkUnavailable(addresses[i]);
            }
            else
            {
                index.MarkRead(addresses[i]);
            }
        }
    }

    // Empty where the address is a page of the server's own making.
    private static string TypeOf(string address) =>
        address.Split('/', '?')[0] is var type && type.Length > 0 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter) ? type : "";

    private static bool IsUsable(JsonElement json, string type) =>
        new Resource(json) is var resource && (resource.Is("Bundle"u8) || resource.Type == type);

    // A page is read below the same base only: the token must not leave for another place.
    private static bool TryAddress(ReadSource source, string relative, out Uri? address) =>
        Uri.TryCreate((relative.StartsWith('?') ? source.Root[..^1] : source.Root) + relative, UriKind.Absolute, out address)
        && (address.AbsoluteUri.StartsWith(source.Root, StringComparison.Ordinal) || relative.StartsWith('?'));

    // An empty search is not kept: the Coverage may be entered next.
    private static bool HasAny(List<Page> pages) =>
        pages.Exists(p => !new Resource(p.Document.RootElement).Is("Bundle"u8) || new Bundle(p.Document.RootElement).Entries.Count > 0);

    private static Page Parse(byte[] utf8)
    {
        // A byte order mark is not JSON, but some servers send one.
        var start = utf8.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        return new Page(utf8, JsonDocument.Parse(utf8.AsMemory(start)));
    }

    private async Task<(List<Page> Pages, string? Failure)> ReadOrRecallAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        var key = source.KeyOf(relative);
        if (!cache.Keeps(key))
        {
            return await ReadPagesAsync(source, relative, deadline);
        }

        if (cache.Find(key) is { } kept)
        {
            return ([.. kept.Select(Parse)], null);
        }

        var (pages, failure) = await ReadPagesAsync(source, relative, deadline);
        if (failure is null && HasAny(pages))
        {
            cache.Keep(key, pages.Select(p => p.Utf8));
        }

        return (pages, failure);
    }

    private async Task<(List<Page> Pages, string? Failure)> ReadPagesAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        var pages = new List<Page>();
        var links = new ResourceIndex(source.FhirServer);
        var next = relative;
        while (pages.Count < MostPages && next is not null)
        {
            if (!TryAddress(source, next, out var address))
            {
                return (pages, "an address outside the FHIR base");
            }

            var (page, failure) = await ReadOneAsync(address!, source.AccessToken, deadline);
            if (page is null)
            {
                return (pages, failure);
            }

            pages.Add(page);
            if (!IsUsable(page.Document.RootElement, TypeOf(relative)))
            {
                return (pages, "another resource than was asked for");
            }

            next = new Bundle(page.Document.RootElement).NextPage is { } link ? links.PageAddress(link) : null;
        }

        return (pages, null);
    }

    private async Task<(Page? Page, string? Failure)> ReadOneAsync(Uri address, string? accessToken, CancellationToken deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
        if (accessToken is not null)
        {
            if (accessToken.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                return (null, "a token that cannot be sent");
            }

            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (null, $"status {(int)response.StatusCode}");
            }

            if (response.Content.Headers.ContentLength > options.Value.MaximumFhirResponseBytes)
            {
                return (null, "an answer that is too large");
            }

            await response.Content.LoadIntoBufferAsync(options.Value.MaximumFhirResponseBytes, deadline);
            return (Parse(await response.Content.ReadAsByteArrayAsync(deadline)), null);
        }
        catch (OperationCanceledException)
        {
            return (null, "no answer in time");
        }
        catch (HttpRequestException)
        {
            return (null, "no connection, or an answer that is too large");
        }
        catch (JsonException)
        {
            return (null, "an answer that is not JSON");
        }
    }

    private sealed record Page(byte[] Utf8, JsonDocument Document);
}
