using System.Text;
using KetamineCrd.Hooks;
using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Tests.Hosts;
using KetamineCrd.Server.Validation;
using KetamineCrd.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.Validation;

/// <summary>Validators are made once, and again when the policies are another set.</summary>
public sealed class CurrentValidatorTests
{
    private static readonly ReadOnlyMemory<byte> Order = Encoding.UTF8.GetBytes("""
        {"resourceType":"MedicationRequest","status":"draft","intent":"order","medicationCodeableConcept":{"text":"ketamine"},"subject":{"reference":"Patient/1"}}
        """);

    [Fact]
    public async Task All_who_ask_share_one_validator_for_each_release()
    {
        using var own = new ServerFactory();
        var validators = own.Services.GetRequiredService<CurrentValidator>();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => validators.ForAsync(i % 2 == 0 ? Dialect.Crd22 : Dialect.Crd20, CancellationToken.None)));

        Assert.Equal(2, made.Distinct().Count());
    }

    [Fact]
    public async Task Definition_that_is_loaded_with_the_policies_counts_from_then_on()
    {
        using var own = new ServerFactory();
        var validators = own.Services.GetRequiredService<CurrentValidator>();
        Assert.Equal("profile", Assert.Single(await JudgeAsync()).Rule);
        using var folder = new DataFolder();
        folder.Write("fhir-resources/StructureDefinition/insured-order.json", InsuredOrderPackage.Definition);
        var (engine, issues) = PolicyLoader.Load(folder.Root, [], withDemonstration: false);
        Assert.True(engine is not null, string.Join('\n', issues));

        own.Services.GetRequiredService<CurrentEngine>().Swap(engine);

        Assert.Equal("insurance", Assert.Single(await JudgeAsync()).Place);

        async Task<IReadOnlyList<ValidationFinding>> JudgeAsync() =>
            await (await validators.ForAsync(Dialect.Crd22, CancellationToken.None)).ValidateAsync(Order, InsuredOrderPackage.Profile, CancellationToken.None);
    }
}
