using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>The section <c>Crd</c> of the configuration.</summary>
public sealed class CrdOptions
{
    public const string Section = "Crd";

    /// <summary>Time for one hook call, reads from the client's FHIR server included.</summary>
    /// <value>1 to 10 s; default 4 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:10")]
    public TimeSpan HookBudget { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The address under which clients and browsers reach this server; cards link to its policy pages.</summary>
    /// <value>An absolute http or https address; default: scheme and host of the request.</value>
    public Uri? PublicBaseAddress { get; set; }

    /// <summary>A folder with <c>fhir-resources/</c> and <c>cards/</c>, used instead of the embedded ones.</summary>
    /// <value>Default: none.</value>
    public string? ResourcesPath { get; set; }

    /// <summary>FHIR bases that may be read besides those on loopback.</summary>
    /// <value>Absolute https addresses; default: none.</value>
    public IList<Uri> FhirServers { get; } = [];

    /// <summary>Web origins that may call from a browser; <c>*</c> for any, which never gets credentials.</summary>
    /// <value>Default: <c>*</c>.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The largest request body.</summary>
    /// <value>16 KiB to 64 MiB; default 8 MiB.</value>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public int MaximumRequestBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The largest answer that is read from a FHIR server.</summary>
    /// <value>16 KiB to 16 MiB; default 2 MiB.</value>
    [Range(16 * 1024, 16 * 1024 * 1024)]
    public int MaximumFhirResponseBytes { get; set; } = 2 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class CrdOptionsValidator : IValidateOptions<CrdOptions>;

/// <summary>Checks what attributes cannot say. Messages name the key.</summary>
internal sealed class CrdAddressesValidator : IValidateOptions<CrdOptions>
{
    public ValidateOptionsResult Validate(string? name, CrdOptions options)
    {
        var failures = new List<string>();
        if (options.PublicBaseAddress is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
        {
            failures.Add("Crd:PublicBaseAddress must be an absolute http or https address.");
        }

        for (var i = 0; i < options.FhirServers.Count; i++)
        {
            if (!options.FhirServers[i].IsAbsoluteUri || options.FhirServers[i].Scheme != "https")
            {
                failures.Add($"Crd:FhirServers:{i} must be an absolute https address.");
            }
        }

        if (options.ResourcesPath is { } path && !Directory.Exists(path))
        {
            failures.Add("Crd:ResourcesPath must be a folder that exists.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
