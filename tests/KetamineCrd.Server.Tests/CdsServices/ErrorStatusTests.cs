using System.Net;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using KetamineCrd.Server.Errors;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Task = System.Threading.Tasks.Task;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>A status that something sets without a body of its own goes out as an OperationOutcome with a code of <c>issue-type</c> that fits (CRD 2.2.1 hook-10).</summary>
public sealed partial class ErrorStatusTests : IDisposable
{
    private readonly ServerFactory _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(400, "processing")]
    [InlineData(401, "login")]
    [InlineData(403, "forbidden")]
    [InlineData(404, "not-found")]
    [InlineData(405, "not-supported")]
    [InlineData(408, "timeout")]
    [InlineData(412, "required")]
    [InlineData(413, "too-long")]
    [InlineData(415, "not-supported")]
    [InlineData(422, "business-rule")]
    [InlineData(429, "throttled")]
    [InlineData(500, "exception")]
    [InlineData(503, "throttled")]
    public async Task Bare_status_gets_an_outcome_with_the_code_that_fits(int status, string code)
    {
        using var server = _server.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddSingleton<IStartupFilter>(new BareStatus(status))));
        using var client = server.CreateClient();

        using var response = await client.GetAsync(new Uri("/bare-status", UriKind.Relative));

        var answer = await HookAnswer.ReadAsync(response);
        answer.IsOutcome((HttpStatusCode)status);
        Assert.Equal(code, (string?)answer.Json.At("issue", 0, "code"));
    }

    [Fact]
    public async Task Every_status_has_words_of_its_own()
    {
        var texts = new List<string>();
        foreach (var status in new[] { 401, 403, 404, 405, 408, 412, 413, 415, 422, 429, 500 })
        {
            using var server = _server.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.AddSingleton<IStartupFilter>(new BareStatus(status))));
            using var client = server.CreateClient();
            using var response = await client.GetAsync(new Uri("/bare-status", UriKind.Relative));
            texts.Add((string)(await HookAnswer.ReadAsync(response)).Json.At("issue", 0, "details", "text")!);
        }

        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
    }

    // Who sends too much gets many of these.
    [Theory]
    [InlineData(401)]
    [InlineData(413)]
    [InlineData(429)]
    [InlineData(499)]
    [InlineData(507)]
    public void The_outcome_of_a_bare_status_is_built_once(int status) => Assert.True(StatusOutcomes.BodyOf(status).Equals(StatusOutcomes.BodyOf(status)), "The same memory was expected.");

    // Codes are texts where a refusal is decided, so that no request loads the SDK to be let through.
    [Fact]
    public void Every_code_of_a_refusal_is_one_of_issue_type()
    {
        string[] codes =
        [
            .. from file in Directory.EnumerateFiles(Repository.PathTo("src"), "*.cs", SearchOption.AllDirectories)
               from match in CodeOfIssue().Matches(File.ReadAllText(file))
               select match.Groups["code"].Value,
        ];

        Assert.True(codes.Length > 20, $"{codes.Length} were found.");
        Assert.All(codes, code => Assert.True(EnumUtility.ParseLiteral<OperationOutcome.IssueType>(code) is not null, code));
    }

    [GeneratedRegex("""(HookIssueKind\.\w+,|StatusCodes\.\w+,|SearchIssue\()\s*"(?<code>[^"]*)",""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CodeOfIssue();

    /// <summary>Sets a status inside the server's own pipeline, as a limiter or an authentication handler does.</summary>
    private sealed class BareStatus(int status) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(http =>
            {
                http.Response.StatusCode = status;
                return Task.CompletedTask;
            });
        };
    }
}
