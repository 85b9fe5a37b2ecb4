using System.Net;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KetamineCrd.Server.Tests.Starting;

/// <summary>A load balancer asks without a token, and learns one word.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly ServerFactory _sandbox = new();
    private readonly ClientServer _registered = new();

    public void Dispose()
    {
        _sandbox.Dispose();
        _registered.Dispose();
    }

    [Theory]
    [InlineData("/health/live", "live", false)]
    [InlineData("/health/live", "live", true)]
    [InlineData("/health/ready", "ready", false)]
    [InlineData("/health/ready", "ready", true)]
    public async Task Server_that_answers_is_well_for_anyone_and_says_no_more(string path, string word, bool withClients)
    {
        using var client = withClients ? _registered.Server.CreateClient() : _sandbox.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(word, await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/health/live", 4)]
    [InlineData("/health/ready", 5)]
    public async Task Head_is_answered_as_get_is(string path, long length)
    {
        using var client = _registered.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Server_that_stops_is_live_and_takes_no_new_calls()
    {
        using var client = _registered.Server.CreateClient();
        var lifetime = _registered.Server.Services.GetRequiredService<IHostApplicationLifetime>();
        using var asked = new ManualResetEventSlim();
        var answers = Task.FromResult((Ready: "", Live: ""));

        // The server goes on once those who are told have been told.
        using var told = lifetime.ApplicationStopping.Register(() =>
        {
            answers = Task.Run(async () =>
            {
                try
                {
                    return (await AnswerAsync(client, "/health/ready"), await AnswerAsync(client, "/health/live"));
                }
                finally
                {
                    asked.Set();
                }
            });
            asked.Wait(TimeSpan.FromSeconds(60));
        });
        lifetime.StopApplication();

        Assert.Equal(("503 stopping", "200 live"), await answers);
    }

    private static async Task<string> AnswerAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready/policies")]
    public async Task There_is_nothing_else_to_ask(string path)
    {
        using var client = _sandbox.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
