using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KetamineCrd.Fhir;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>Reads from a client's FHIR server with the client's own token, several addresses at once. What cannot be read is a value, never an exception.</summary>
internal sealed class FhirReader(HttpClient http, IOptions<CrdOptions> options, ILogger<FhirReader> logger)
{
    private const int MostPages = 5;

    // RFC 6750 b64token. A token is the client's text: anything else could carry header lines of its own.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>
    /// Reads every address and adds what came to the index, or marks it unavailable. Returns when all are done or the deadline has come,
    /// whichever is first.
    /// </summary>
    /// <param name="fhirServer">The FHIR base; the caller has checked that it may be read.</param>
    /// <param name="accessToken">Sent only to that base; null sends none.</param>
    /// <param name="addresses">Relative to the base.</param>
    /// <param name="index">Receives the resources.</param>
    /// <param name="documents">Receives the parsed answers, which must stay open as long as the index is used.</param>
    /// <param name="deadline">Cancelled when the time is up.</param>
    public async Task ReadAsync(
        Uri fhirServer, string? accessToken, IReadOnlyList<string> addresses, ResourceIndex index, ICollection<JsonDocument> documents, CancellationToken deadline)
    {
        var root = new Uri(fhirServer.AbsoluteUri.TrimEnd('/') + "/");
        var answers = await Task.WhenAll(addresses.Select(address => ReadPagesAsync(root, accessToken, address, deadline)));
        for (var i = 0; i < answers.Length; i++)
        {
            foreach (var document in answers[i].Pages)
            {
                documents.Add(document);
                index.Add(document.RootElement);
            }

            if (answers[i].Failure is { } failure)
            {
                logger.ReadFailed(TypeOf(addresses[i]), failure);
                index.MarkUnavailable(addresses[i]);
            }
            else
            {
                index.MarkRead(addresses[i]);
            }
        }
    }

    private static string TypeOf(string address) => address.Split('/', '?')[0];

    private static bool IsUsable(JsonElement json, string type) =>
        new Resource(json) is var resource && (resource.Is("Bundle"u8) || resource.Type == type);

    // A paging link is followed below the same base only: the token must not leave for another host.
    private static bool TryFollow(Uri root, string? next, out Uri? address)
    {
        address = null;
        return next is not null && Uri.TryCreate(root, next, out address) && address.AbsoluteUri.StartsWith(root.AbsoluteUri, StringComparison.Ordinal);
    }

    private async Task<(List<JsonDocument> Pages, string? Failure)> ReadPagesAsync(Uri root, string? accessToken, string relative, CancellationToken deadline)
    {
        var pages = new List<JsonDocument>();
        var address = new Uri(root, relative);
        while (pages.Count < MostPages)
        {
            var (document, failure) = await ReadOneAsync(address, accessToken, deadline);
            if (document is null)
            {
                return (pages, failure);
            }

            pages.Add(document);
            if (!IsUsable(document.RootElement, TypeOf(relative)))
            {
                return (pages, "another resource than was asked for");
            }

            if (!TryFollow(root, new Bundle(document.RootElement).NextPage, out var next))
            {
                return (pages, null);
            }

            address = next!;
        }

        return (pages, null);
    }

    private async Task<(JsonDocument? Document, string? Failure)> ReadOneAsync(Uri address, string? accessToken, CancellationToken deadline)
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
            return (await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(deadline), default, deadline), null);
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
}
