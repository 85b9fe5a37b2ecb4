using System.Net;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>A body has <c>Crd:RequestBodyTime</c> to come in, at whatever rate it comes (RFC 9110 section 15.5.9).</summary>
public sealed class SlowBodyTests : IDisposable
{
    // A client that follows redirects would read the whole body before it sends any of it.
    private static readonly WebApplicationFactoryClientOptions Unbuffered = new() { AllowAutoRedirect = false };

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private readonly AlarmClock _clock = new(TimeSpan.FromSeconds(10));
    private readonly ServerFactory _server;

    public SlowBodyTests() => _server = new ServerFactory { Clock = _clock };

    public void Dispose()
    {
        _server.Dispose();
        _patience.Dispose();
    }

    [Theory]
    [InlineData("crd-order-sign")]
    [InlineData("crd-order-sign/explanation")]
    [InlineData("crd-order-sign/feedback")]
    public async Task Body_that_does_not_come_in_time_ends_with_408(string service)
    {
        using var client = _server.CreateClient(Unbuffered);
        using var content = new StalledContent(Given.Call().ToJsonString());

        var answer = HookAnswer.PostContentAsync(client, content, service, _patience.Token);
        await _clock.IsSet.WaitAsync(_patience.Token);
        _clock.Advance(TimeSpan.FromSeconds(10));

        (await answer).IsOutcome(HttpStatusCode.RequestTimeout);
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Level >= LogLevel.Error);
        content.Release();
    }

    [Fact]
    public async Task Body_that_comes_just_in_time_is_answered()
    {
        using var client = _server.CreateClient(Unbuffered);
        using var content = new StalledContent(Given.Call().ToJsonString());

        var answer = HookAnswer.PostContentAsync(client, content, cancellationToken: _patience.Token);
        await _clock.IsSet.WaitAsync(_patience.Token);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        content.Release();

        Assert.Equal("not-covered", (await answer).Statement.Covered);
    }

    [Fact]
    public async Task Client_that_gives_up_in_the_middle_of_a_body_is_no_error()
    {
        using var client = _server.CreateClient(Unbuffered);
        using var content = new StalledContent(Given.Call().ToJsonString());
        using var givesUp = new CancellationTokenSource();

        var answer = HookAnswer.PostContentAsync(client, content, cancellationToken: givesUp.Token);
        await _clock.IsSet.WaitAsync(_patience.Token);
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        while (_clock.IsPending)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _patience.Token);
        }

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, Given.Call(), cancellationToken: _patience.Token)).Statement.Covered);
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Level >= LogLevel.Error);
        content.Release();
    }

    [Fact]
    public async Task Time_can_be_configured()
    {
        var clock = new AlarmClock(TimeSpan.FromSeconds(30));
        using var server = new ServerFactory { Clock = clock, Settings = { ["Crd:RequestBodyTime"] = "00:00:30" } };
        using var client = server.CreateClient(Unbuffered);
        using var content = new StalledContent(Given.Call().ToJsonString());

        var answer = HookAnswer.PostContentAsync(client, content, cancellationToken: _patience.Token);
        await clock.IsSet.WaitAsync(_patience.Token);
        clock.Advance(TimeSpan.FromSeconds(29));
        content.Release();

        Assert.Equal("not-covered", (await answer).Statement.Covered);
    }
}
