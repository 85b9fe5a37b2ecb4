using System.Net;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KetamineCrd.Server.Tests.Logging;

/// <summary>Nothing of a request that no call is made of is told either: addresses, methods, headers, and what our own bugs quote.</summary>
public sealed class RequestPrivacyTests : IDisposable
{
    private readonly QuietServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("GET", $"/{Canary.Mark}/path?{Canary.Mark}=1", 404)]
    [InlineData("GET", $"/cds-services/{Canary.Mark}", 405)]
    [InlineData("GET", $"/policies/{Canary.Mark}/{Canary.Mark}", 404)]
    [InlineData("GET", $"/fhir/{Canary.Mark}", 404)]
    [InlineData("GET", $"/fhir/PlanDefinition/{Canary.Mark}", 404)]
    [InlineData("GET", $"/fhir/PlanDefinition/1/{Canary.Mark}", 404)]
    [InlineData("GET", $"/fhir/PlanDefinition?{Canary.Mark}={Canary.Mark}", 400)]
    [InlineData("GET", $"/fhir/PlanDefinition?name:{Canary.Mark}={Canary.Mark}", 400)]
    [InlineData("GET", $"/fhir/PlanDefinition?date={Canary.Mark}", 400)]
    [InlineData("GET", $"/fhir/PlanDefinition?_summary={Canary.Mark}", 400)]
    [InlineData("GET", $"/fhir/PlanDefinition?_count={Canary.Mark}", 400)]
    [InlineData("GET", $"/fhir/PlanDefinition?_format={Canary.Mark}", 406)]
    [InlineData("POST", $"/fhir/{Canary.Mark}/$validate", 404)]
    [InlineData("DELETE", $"/fhir/PlanDefinition/{Canary.Mark}", 405)]
    [InlineData(Canary.Mark, "/cds-services", 405)]
    [InlineData("OPTIONS", $"/cds-services/{Canary.Mark}", 405)]
    public async Task No_part_of_an_address_that_nothing_answers_is_told(string method, string address, int status)
    {
        using var client = _server.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        request.Headers.Add("Prefer", "handling=strict");

        using var response = await client.SendAsync(request, _server.Patience);

        Assert.Equal(status, (int)response.StatusCode);
        await QuietServer.IsQuietAsync(response);
        _server.ToldNothing(logs: 1);
    }

    [Theory]
    [InlineData("Host", $"{Canary.Mark}.example", 421)]
    [InlineData("X-Forwarded-For", Canary.Mark, 403)]
    public async Task No_header_of_a_caller_who_is_turned_away_is_told(string header, string value, int status)
    {
        using var client = _server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/cds-services", UriKind.Relative));
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await client.SendAsync(request, _server.Patience);

        Assert.Equal(status, (int)response.StatusCode);
        await QuietServer.IsQuietAsync(response);
        _server.ToldNothing(logs: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bug_that_quotes_the_call_is_logged_by_its_place_alone(bool hasStarted)
    {
        using var client = _server.Client(new Broken(hasStarted));

        if (hasStarted)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetStringAsync(new Uri("/broken", UriKind.Relative), _server.Patience));
        }
        else
        {
            using var response = await client.GetAsync(new Uri("/broken", UriKind.Relative), _server.Patience);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            await QuietServer.IsQuietAsync(response);
        }

        var line = Assert.Single(_server.Logs, e => e.Message.StartsWith("A request failed", StringComparison.Ordinal));
        Assert.Contains("---> System.IO.InvalidDataException", line.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Broken), line.Message, StringComparison.Ordinal);
        _server.ToldNothing();
    }

    /// <summary>A bug whose exceptions quote the request, within the server's own pipeline.</summary>
    private sealed class Broken(bool hasStarted) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Use(async (HttpContext http, RequestDelegate _) =>
            {
                if (hasStarted)
                {
                    await http.Response.StartAsync();
                }

                throw new InvalidOperationException($"{Canary.Mark} outside", new InvalidDataException($"{Canary.Mark} inside"));
            });
        };
    }
}
