using KetamineCrd.Validation.Definitions;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Validation;

/// <summary>The packages of <c>Crd:Validation:Packages</c>. Read before the first request is taken, and only there: a wrong path shows at the start and not at somebody's call.</summary>
internal sealed class ValidatorPackages(IOptions<CrdOptions> options) : IHostedService
{
    /// <summary>In the order of the setting.</summary>
    public IReadOnlyList<FhirPackage> All { get; private set; } = [];

    /// <exception cref="SettingRefusedException">A file is no FHIR package.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var packages = new List<FhirPackage>();
        foreach (var (index, file) in options.Value.Validation.Packages.Index())
        {
            packages.Add(await FhirPackage.ReadAsync(file, cancellationToken) switch
            {
                PackageReading.Read read => read.Package,
                PackageReading.Failed failed => throw new SettingRefusedException($"Crd:Validation:Packages:{index}: {failed.Reason}"),
                _ => throw new InvalidOperationException(),
            });
        }

        All = packages;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
