using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>One GET of one address of a client's FHIR server. What goes wrong is a value that names no address.</summary>
internal sealed class SingleRead(OutgoingConnections connections, HangingServers hanging, IOptions<CrdOptions> options, TimeProvider clock)
{
    // Servers take headers of 8 to 32 KiB.
    private const int LongestToken = 16 * 1024;
    private const int FirstBuffer = 32 * 1024;

    // A call that has less time left, or whose client goes sooner, says nothing of the server.
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    // RFC 6750 b64token. A token is the client's text: anything else could carry header lines of its own.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    public async Task<SingleAnswer> ReadAsync(ReadSource source, string relative, CancellationToken deadline)
    {
        if (!ReadAddress.TryResolve(source, relative, out var address))
        {
            return new(null, new FailedRead("an address that is not read"));
        }

        if (source.AccessToken is { } text && (text.Length > LongestToken || text.AsSpan().ContainsAnyExcept(TokenCharacters)))
        {
            return new(null, new FailedRead("a token that cannot be sent"));
        }

        if (!source.Allowance.TryTakeRead())
        {
            return new(null, FailedRead.LeftOut);
        }

        return deadline.IsCancellationRequested
            ? new(null, FailedRead.Late)
            : await hanging.AskAsync(source, token => AskAsync(source, address!, token), deadline);
    }

    private async Task<SingleAnswer> AskAsync(ReadSource source, Uri address, CancellationToken deadline)
    {
        var started = clock.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
        request.Headers.Authorization = source.AccessToken is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        try
        {
            using var response = await connections.To(source.Network).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
            return response.StatusCode != HttpStatusCode.OK ? new(null, FailedRead.OfStatus((int)response.StatusCode))
                : await ReadBodyAsync(response.Content, source.Allowance, deadline) is { } body && ReadPage.TryParse(body, source.Allowance) is { } page ? new(page, null)
                : new(null, FailedRead.TooLarge);
        }
        catch (OperationCanceledException)
        {
            return new(null, clock.GetElapsedTime(started) < Wait ? FailedRead.Late : FailedRead.Unanswered);
        }
        catch (HttpRequestException e)
        {
            return new(null, new FailedRead(e.InnerException is AddressNotAdmittedException ? "a host outside the network that the caller may have read" : "no connection, or an answer that is not HTTP"));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new(null, new FailedRead("an answer that breaks off"));
        }
        catch (JsonException)
        {
            return new(null, new FailedRead("an answer that is not JSON"));
        }
    }

    // Null when it is larger than an answer may be, or than what is left for the call. Counted as unpacked: a few bytes may unpack to any size.
    private async Task<byte[]?> ReadBodyAsync(HttpContent content, ReadAllowance allowance, CancellationToken deadline)
    {
        var most = options.Value.MaximumFhirResponseBytes;
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        // One byte more than announced, so that the end is seen without another buffer.
        var buffer = new byte[Math.Min(FirstBuffer, (content.Headers.ContentLength ?? FirstBuffer) + 1)];
        var used = 0;
        using var body = await content.ReadAsStreamAsync(deadline);
        while (await body.ReadAsync(buffer.AsMemory(used), deadline) is var count and > 0)
        {
            used += count;
            if (used > most || !allowance.TryTakeBytes(count))
            {
                return null;
            }

            if (used == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        Array.Resize(ref buffer, used);
        return buffer;
    }
}
