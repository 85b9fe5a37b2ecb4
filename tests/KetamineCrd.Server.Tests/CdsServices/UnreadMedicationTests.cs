using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.Logging;

namespace KetamineCrd.Server.Tests.CdsServices;

/// <summary>An order whose Medication nobody can read is never called one for another drug: integrator and operator hear of it, and why.</summary>
public sealed class UnreadMedicationTests : IDisposable
{
    private readonly ServerFactory _server = new() { Settings = { ["Crd:HookBudget"] = "00:00:01" } };

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(EhrFault.NotFound, "refused")]
    [InlineData(EhrFault.ServerError, "refused")]
    [InlineData(EhrFault.NeverAnswers, "no-answer")]
    [InlineData(EhrFault.Garbage, "no-answer")]
    public async Task Permitted_server_that_does_not_give_it_makes_the_answer_indeterminate_and_is_told(EhrFault fault, string reason)
    {
        await using var ehr = await OnTheEhr.StartAsync();
        ehr.FaultOn("Medication", fault);
        using var client = _server.CreateClient();
        using var counts = new UnreadCounts(_server.Services);
        var call = OnTheEhr.Call("Medication").At(ehr.Base);

        Assert.Equal("indeterminate", (await HookAnswer.PostAsync(client, call)).Statement.Covered);

        var unread = Assert.Single((await HookAnswer.PostAsync(client, call, "crd-order-sign/explanation")).Json["unread"]!.AsArray())!;
        Assert.Equal(("Medication", reason), ((string?)unread["type"], (string?)unread["reason"]));
        Assert.Equal([$"sandbox {reason}", $"sandbox {reason}"], counts.All, StringComparer.Ordinal);
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Message.Contains("cannot be read", StringComparison.Ordinal)); // the failed read is logged itself
    }

    [Fact]
    public async Task Operator_is_warned_once_for_each_server_and_reason()
    {
        using var client = _server.CreateClient();
        foreach (var server in new[] { "https://a.example.org/fhir", "https://A.example.org/other", "https://b.example.org/fhir", "https://a.example.org/fhir", null })
        {
            var call = OnTheEhr.Call("Medication").WithoutFhirServer();
            if (server is not null)
            {
                call["fhirServer"] = server;
            }

            (await HookAnswer.PostAsync(client, call)).IsSilent();
        }

        Assert.Equal(
            ["no-fhir-server", "not-registered", "not-registered"],
            _server.Logs.Entries.Where(e => e.Message.Contains("cannot be read", StringComparison.Ordinal)).Select(Reason).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.DoesNotContain(_server.Logs.Entries, e => e.Message.Contains("example.org", StringComparison.Ordinal) && e.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Medication_that_can_be_read_is_not_counted()
    {
        await using var ehr = await OnTheEhr.StartAsync();
        using var client = _server.CreateClient();
        using var counts = new UnreadCounts(_server.Services);

        Assert.Equal("not-covered", (await HookAnswer.PostAsync(client, OnTheEhr.Call("Medication").At(ehr.Base))).Statement.Covered);

        Assert.Empty(counts.All);
    }

    private static string Reason(CapturedLogs.Entry entry) => entry.Properties.Split('\n').Single(p => p.StartsWith("Reason=", StringComparison.Ordinal))["Reason=".Length..];
}
