using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KetamineCrd.Server.FhirAccess;

namespace KetamineCrd.Server.Keys;

/// <summary>Keys that a client publishes at a registered address. They are fetched when a call needs them, at most once a minute however many calls there are.</summary>
/// <remarks>
/// Kept as long as the answer's <c>max-age</c> says, within 5 minutes and a day, one hour by default. A <c>kid</c> that is not among them is looked for
/// once more, and so is one whose signature did not fit, since keys are rotated. When the address does not answer, the keys of before count for a day more. Thread-safe.
/// </remarks>
internal sealed class FetchedKeys(Uri address, HttpClient http, TimeProvider clock, Action<int> fetched, Action<string> failed) : IClientKeys
{
    private const int MostBytes = 256 * 1024;

    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private State _state = new(KeySet.Empty, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private Task? _fetching;

    public KeySet Current => Volatile.Read(ref _state) is var state && clock.GetUtcNow() < state.Ends ? state.Keys : KeySet.Empty;

    // The fetch has a time limit of its own: one client that goes away must not stop it for the others.
    public ValueTask PrepareAsync(string keyId, CancellationToken cancellationToken) =>
        FetchIfNeeded(keyId) is { IsCompleted: false } fetching ? new ValueTask(fetching.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;

    // Nobody waits for this: anyone can send a signature that does not fit.
    public void Doubt()
    {
        lock (_lock)
        {
            _ = Fetch();
        }
    }

    private Task FetchIfNeeded(string keyId)
    {
        lock (_lock)
        {
            return clock.GetUtcNow() < _state.Stale && _state.Keys.Holds(keyId) ? Task.CompletedTask : Fetch();
        }
    }

    // The one that runs, else a new one where its time has come.
    private Task Fetch()
    {
        var now = clock.GetUtcNow();
        if (_fetching is { IsCompleted: false } || now < _notBefore)
        {
            return _fetching ?? Task.CompletedTask;
        }

        _notBefore = now + PauseAfterFailure;
        return _fetching = FetchAsync();
    }

    private async Task FetchAsync()
    {
        using var end = new CancellationTokenSource(FetchTime, clock);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                failed($"status {(int)response.StatusCode}");
                return;
            }

            await response.Content.LoadIntoBufferAsync(MostBytes, end.Token);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(end.Token));
            if (KeySet.TryRead(document.RootElement, (_, _) => { }) is not { } keys)
            {
                failed("no usable key");
                return;
            }

            Keep(keys, response.Headers.CacheControl?.MaxAge ?? DefaultAge);
            fetched(keys.Count);
        }
        catch (OperationCanceledException)
        {
            failed("no answer in time");
        }
        catch (HttpRequestException e) when (e.InnerException is AddressNotAdmittedException)
        {
            failed("an address in a network that the client's entry does not allow");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            failed("no connection, or an answer that breaks off or is too large");
        }
        catch (JsonException)
        {
            failed("an answer that is not JSON");
        }
    }

    private void Keep(KeySet keys, TimeSpan age)
    {
        var now = clock.GetUtcNow();
        var stale = now + TimeSpan.FromTicks(Math.Clamp(age.Ticks, LeastAge.Ticks, MostAge.Ticks));
        lock (_lock)
        {
            Volatile.Write(ref _state, new State(keys, stale, stale + MostAge));
            _notBefore = now + Pause;
        }
    }

    private sealed record State(KeySet Keys, DateTimeOffset Stale, DateTimeOffset Ends);
}
