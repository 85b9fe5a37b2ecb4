using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;

namespace KetamineCrd.Server.Tests.Logging;

/// <summary>The built server tells nothing of a call, whatever levels are configured, and leaves nothing on the disk.</summary>
public sealed class ProcessPrivacyTests : IDisposable
{
    private const string CutOff =
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{{\"{Canary.Mark}\":";

    /// <summary>Bytes that are no HTTP, or none that is answered.</summary>
    private static readonly string[] Broken =
    [
        $"GET /{Canary.Mark} {Canary.Mark} HTTP/1.1\r\n\r\n",
        $"{Canary.Mark}(/) / HTTP/1.1\r\n\r\n",
        $"GET / HTTP/1.1\r\nHost: localhost\r\n{Canary.Mark} {Canary.Mark}\r\n\r\n",
        $"GET / HTTP/1.1\r\nHost: {Canary.Mark} {Canary.Mark}\r\n\r\n",
        $"GET / HTTP/1.1\r\nHost: {Canary.Mark}.example\r\nConnection: close\r\n\r\n",
        $"GET http://{Canary.Mark}.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        $"GET /%00{Canary.Mark} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        $"{Canary.Mark} /{Canary.Mark}?{Canary.Mark} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Canary.Mark}\r\n\r\n",
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{Canary.Mark}\r\n",
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {Canary.Mark}\r\n\r\n",
        $"POST /cds-services/crd-order-sign HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Canary.Mark}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
    ];

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(180));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ketaminecrd-server-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    [Fact]
    public async Task Nothing_of_a_call_is_printed_at_the_lowest_level_or_left_on_the_disk()
    {
        await using var ehr = await EhrServer.StartAsync(Canary.InFacts(OnTheEhr.Organization));
        await using var server = ServerProcess.Start(Environment("DOTNET_EnableDiagnostics"), _folder);
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Canary.Mark}");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Origin", $"https://{Canary.Mark}.example");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "crd-order-sign", Canary.InFacts(OnTheEhr.Call("Organization")).At(ehr.Base)));
        ehr.FaultOn("Organization", EhrFault.Aborts);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "crd-order-sign", Canary.InFacts(OnTheEhr.Call("Organization")).At(ehr.Base)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, "crd-order-sign", Canary.InEveryText(Given.Call())));
        using var unknown = await client.GetAsync(new Uri($"/{Canary.Mark}Path?{Canary.Mark}Query=1", UriKind.Relative), _patience.Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        foreach (var bytes in Broken)
        {
            var answer = await SendAsync(address, bytes);
            Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
            Assert.False(Canary.IsIn(answer), answer);
        }

        Assert.False(Canary.IsIn(await SendAsync(address, CutOff, endsEarly: true)));

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, "crd-order-sign/feedback", Canary.InEveryText(new JsonObject { ["feedback"] = "" })));
        while (!server.Output.Contains("Feedback of", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _patience.Token); // the pipe lags a little
        }

        Assert.Contains("\"@l\":\"Debug\"", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Output.Split('\n'), Canary.IsIn);
        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.FullName));
    }

    [Fact]
    public async Task No_answer_names_the_software_that_serves_it()
    {
        await using var server = ServerProcess.Start(Environment());
        var address = await server.ListeningAsync(_patience.Token);
        Assert.True(address is not null, server.Output);

        foreach (var request in new[] { "GET /cds-services HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "GET / nothing HTTP/1.1\r\n\r\n" })
        {
            var answer = await SendAsync(address, request);
            Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("\nServer:", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    // A trace of a read would hold its address, and one of a call the path, the Host and the query.
    [Theory]
    [InlineData("System.Net.Http.EnableActivityPropagation", false)]
    [InlineData("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", true)]
    public void Built_server_is_set_to_trace_without_addresses(string name, bool value)
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(typeof(Program).Assembly.Location, "runtimeconfig.json")))!;

        Assert.Equal(value, (bool?)settings["runtimeOptions"]!["configProperties"]![name]);
    }

    // Every level as low as it goes, in each place where one can be set.
    private static Dictionary<string, string> Environment(params string[] off)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Crd__AllowedOrigins__0"] = "*",
            ["Serilog__MinimumLevel__Default"] = "Verbose",
        };
        foreach (var category in new[] { "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Microsoft.Hosting.Lifetime", "System.Net.Http" })
        {
            environment[$"Serilog__MinimumLevel__Override__{category}"] = "Verbose";
            environment[$"Logging__LogLevel__{category}"] = "Trace";
            environment[$"Logging__Serilog__LogLevel__{category}"] = "Trace";
        }

        foreach (var name in off)
        {
            environment[name] = "0";
        }

        return environment;
    }

    private async Task<HttpStatusCode> PostAsync(HttpClient client, string service, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"/cds-services/{service}", UriKind.Relative), content, _patience.Token);
        return response.StatusCode;
    }

    // What comes back until the server closes.
    private async Task<string> SendAsync(Uri server, string bytes, bool endsEarly = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, _patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(bytes), _patience.Token);
        if (endsEarly)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, _patience.Token) is var read and > 0)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server is rid of it, and has said what it had to say.
        }

        return answer.ToString();
    }
}
