using System.Net.Sockets;
using System.Text;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Limits;

/// <summary>Connections that say nothing, on real sockets and a clock that the test moves.</summary>
public sealed class SilentConnectionTests : IDisposable
{
    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(10);

    private readonly AlarmClock _clock = new(FirstByte);
    private readonly ServerFactory _server;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));
    private readonly Uri _address;

    public SilentConnectionTests()
    {
        _server = new ServerFactory { Clock = _clock };
        _server.UseKestrel(0);
        _server.StartServer();
        _address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public void Dispose()
    {
        _server.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Connection_that_says_nothing_for_10_s_is_closed()
    {
        using var silent = await ConnectAsync();
        await _clock.IsSet.WaitAsync(_patience.Token);
        _clock.Advance(FirstByte - TimeSpan.FromSeconds(1));
        Assert.True(_clock.IsPending);
        Assert.False(silent.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await ReadAsync(silent));
    }

    [Fact]
    public async Task Connection_that_has_called_may_be_silent_for_longer()
    {
        using var idle = await ConnectAsync();
        await _clock.IsSet.WaitAsync(_patience.Token);
        Assert.StartsWith("HTTP/1.1 200 ", await CallAsync(idle), StringComparison.Ordinal);

        Assert.False(_clock.IsPending);
        _clock.Advance(FirstByte * 2);

        Assert.StartsWith("HTTP/1.1 200 ", await CallAsync(idle), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_ends_does_not_wait_for_one_that_says_nothing()
    {
        using var silent = await ConnectAsync();
        await _clock.IsSet.WaitAsync(_patience.Token);

        await _server.DisposeAsync();

        Assert.Empty(await ReadAsync(silent));
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Message.Contains("failed to close gracefully", StringComparison.Ordinal));
    }

    private Task<Socket> ConnectAsync() => LocalAddress.ConnectAsync("127.0.0.1", _address, _patience.Token);

    private async Task<string> CallAsync(Socket socket)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HEAD /style.css HTTP/1.1\r\nHost: {_address.Authority}\r\n\r\n"), _patience.Token);
        return await ReadAsync(socket);
    }

    private async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, _patience.Token));
        }
        catch (SocketException)
        {
            return ""; // ended the hard way
        }
    }
}
