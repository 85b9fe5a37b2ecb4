using System.Text.Json;
using KetamineCrd.Fhir.Terminology;
using KetamineCrd.Hooks;
using KetamineCrd.Policies;
using KetamineCrd.Server.Loading;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.CdsServices;

/// <summary>Carries one made-up call once the server listens, on a thread of its own, so that no clinician waits for code that is compiled and the FHIR SDK that is loaded at the first one.</summary>
/// <remarks>The call is answered by the library alone: nothing is read, logged or counted, and nothing waits for it.</remarks>
internal sealed class WarmUp(CurrentEngine current, IHostApplicationLifetime lifetime, IOptions<CrdOptions> options, TimeProvider clock, ILogger<WarmUp> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.WarmUp)
        {
            lifetime.ApplicationStarted.Register(() => new Thread(Run) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = nameof(WarmUp) }.Start());
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An order for a drug of a held policy under a Coverage of its payer; null where no policy has a code for one. Nobody is in it.</summary>
    internal static byte[]? CallOf(CrdEngine engine)
    {
        var codes =
            from version in engine.Policies.Policies.SelectMany(p => p.Versions)
            where version.End is null
            from concept in version.Rules.Where(r => r.Outcome == PolicyOutcome.NotCovered).SelectMany(r => r.Drugs)
            from code in engine.Vocabulary.ValueSets.TryGetValue(concept.Url, out var set) ? set.Codes : []
            where code.System == CodeSystems.RxNorm
            select (Drug: code, Payer: version.Payers[0].Name);
        if (codes.FirstOrDefault() is not { Payer: { } payer, Drug: var drug })
        {
            return null;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            hook = "order-sign",
            hookInstance = "00000000-0000-4000-8000-000000000000",
            context = new
            {
                userId = "Practitioner/none",
                patientId = "none",
                draftOrders = new
                {
                    resourceType = "Bundle",
                    type = "collection",
                    entry = new[]
                    {
                        new
                        {
                            resource = new
                            {
                                resourceType = "MedicationRequest",
                                id = "none",
                                status = "draft",
                                intent = "order",
                                subject = new { reference = "Patient/none" },
                                medicationCodeableConcept = new { coding = new[] { new { system = drug.System, code = drug.Written } } },
                                dosageInstruction = new[] { new { text = "infuse intravenously" } },
                                reasonCode = new[] { new { text = "Complex regional pain syndrome" } },
                            },
                        },
                    },
                },
            },
            prefetch = new
            {
                coverage = new
                {
                    resourceType = "Coverage",
                    id = "none",
                    status = "active",
                    beneficiary = new { reference = "Patient/none" },
                    payor = new[] { new { display = payer } },
                },
            },
        });
    }

    private void Run()
    {
        try
        {
            var engine = current.Value;
            if (CallOf(engine) is not { } call)
            {
                return;
            }

            using var document = JsonDocument.Parse(call);
            if (HookRequest.TryRead(document.RootElement, CdsService.All[0], Dialect.All[0], out var request, out _)
                && CrdCall.Begin(engine, request!, new CallScope("http://localhost"), clock.GetUtcNow()).Finish() is CallOutcome.Answered answered)
            {
                _ = answered.ToUtf8();
            }
        }
#pragma warning disable CA1031 // A thread that throws would end the server.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.WarmUpFailed(e.GetType().FullName ?? "", e.StackTrace ?? "");
        }
    }
}
