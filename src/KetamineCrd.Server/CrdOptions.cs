using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>The section <c>Crd</c> of the configuration.</summary>
public sealed class CrdOptions
{
    public const string Section = "Crd";

    /// <summary>The value of <see cref="UnknownPayer"/> that makes it an error.</summary>
    public const string Error = "error";

    /// <summary>Open connections in all. An idle one costs some 10 KB.</summary>
    internal const int MostConnections = 5_000;

    internal const string AnyOrigin = "*";

    internal static readonly string[] UnknownPayerValues = ["silence", Error];

    internal const string LeastTokenLifetime = "00:01:00";

    /// <summary>Every accepted <c>jti</c> is remembered for as long.</summary>
    internal const string MostTokenLifetime = "01:00:00";

    /// <summary>Time for one hook call, reads from the client's FHIR server included.</summary>
    /// <value>1 to 10 s; default 4 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:10")]
    public TimeSpan HookBudget { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The address under which clients and browsers reach this server; cards link to its policy pages.</summary>
    /// <value>An absolute http or https address; default: scheme and host of the request.</value>
    public Uri? PublicBaseAddress { get; set; }

    /// <summary>Further addresses under which clients reach this server; their tokens may be for any of them.</summary>
    /// <value>Absolute http or https addresses; default: none.</value>
    public IList<Uri> OtherBaseAddresses { get; } = [];

    /// <summary>A folder with a file for each registered client, besides the section <c>Clients</c>.</summary>
    /// <value>Default: none.</value>
    public string? ClientsPath { get; set; }

    /// <summary>The longest time from <c>iat</c> to <c>exp</c> of a client's token; an entry may have a time of its own.</summary>
    /// <value>1 minute to 1 hour; default 5 minutes.</value>
    [Range(typeof(TimeSpan), LeastTokenLifetime, MostTokenLifetime)]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Addresses of the proxies in front of this server, whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed.</summary>
    /// <value>IP addresses or networks (<c>10.1.0.0/16</c>); default: none.</value>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>How many connections one address may have open, all of a /64 for IPv6. What is in <see cref="TrustedProxies"/> may have all of them.</summary>
    /// <value>1 to 5,000; default 256.</value>
    [Range(1, MostConnections)]
    public int ConnectionsPerAddress { get; set; } = 256;

    /// <summary>What one address may call without saying that it is a registered client: pages, the policies as FHIR, and tokens that are nobody's.</summary>
    /// <value>1 to 10,000; default 50.</value>
    [Range(1, 10_000)]
    public int CallsPerSecondPerAddress { get; set; } = 50;

    /// <summary>The same, at once after a quiet time.</summary>
    /// <value>1 to 100,000; default 200.</value>
    [Range(1, 100_000)]
    public int BurstPerAddress { get; set; } = 200;

    /// <summary>A folder with <c>fhir-resources/</c> and <c>cards/</c>, used instead of the embedded ones.</summary>
    /// <value>Default: none.</value>
    public string? ResourcesPath { get; set; }

    /// <summary>What this deployment adds about payers, by the id of their Organization.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, PayerOptions> Payers { get; } = new Dictionary<string, PayerOptions>(StringComparer.Ordinal);

    /// <summary>What a call gets that has an order of ours and no payer that is answered for: nothing, or an error. A client's entry goes before it.</summary>
    /// <value><c>silence</c> or <c>error</c>; default <c>silence</c>.</value>
    public string UnknownPayer { get; set; } = UnknownPayerValues[0];

    /// <summary>Adds the fictional demonstration payer, whose answers the code of an order chooses (docs/demonstration.md).</summary>
    /// <value>Default: true in sandbox mode, false where clients are registered.</value>
    public bool? Demonstration { get; set; }

    /// <summary>One made-up call is carried in the background when the server has started, so that the first clinician does not wait for code to be compiled.</summary>
    public bool WarmUp { get; set; } = true;

    /// <summary>Answers bend where the published invariants fail in the HL7 Java validator although the guide's words are followed (docs/conformance.md, "Validators").</summary>
    /// <value>Default: false, the words of the guide.</value>
    public bool ForJavaValidator { get; set; }

    /// <summary>
    /// Web origins whose pages may call from a browser: in sandbox mode besides those of this machine, elsewhere what needs no token, besides those of
    /// clients. <see cref="AnyOrigin"/> stands for all; in sandbox mode every page that is open in a browser on this machine then reads its FHIR servers.
    /// </summary>
    /// <value>Scheme, host and port, as browsers write them; default: none.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// How long a Coverage search, an Organization or a Medication that was read is kept for the next calls about the same patient with the
    /// same access token, so that the hooks of one order share their reads. Kept in memory only.
    /// </summary>
    /// <value>0 (nothing is kept) to 10 minutes; default 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadCacheLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The largest request body.</summary>
    /// <value>16 KiB to 64 MiB; default 8 MiB.</value>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public int MaximumRequestBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// The memory of all open calls together: bodies, what was read for them, and both once parsed. Beyond it calls get 503; one registered client has half of it.
    /// The process takes as much again and some 150 MB (docs/operations.md).
    /// </summary>
    /// <value>64 MiB to 8 GiB, and at least 8 times <see cref="MaximumRequestBytes"/>; default 192 MiB.</value>
    [Range(typeof(long), "67108864", "8589934592")]
    public long MaximumOpenBytes { get; set; } = 192 * 1024 * 1024;

    /// <summary>Time in which the body of a request must have come whole; one that takes longer ends with 408.</summary>
    /// <value>1 to 60 s; default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan RequestBodyTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read from a FHIR server.</summary>
    /// <value>16 KiB to 16 MiB; default 2 MiB.</value>
    [Range(16 * 1024, 16 * 1024 * 1024)]
    public int MaximumFhirResponseBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>How what calls bring along is held against FHIR R4 and the guide (docs/validation.md).</summary>
    public ValidationOptions Validation { get; } = new();
}

/// <summary>The section <c>Crd:Validation</c>.</summary>
public sealed class ValidationOptions
{
    /// <summary>What is done with a resource of a call that breaks a rule; a client's entry goes before it.</summary>
    /// <value><c>off</c>, <c>report</c> or <c>strict</c>; default <c>report</c> in sandbox mode, <c>off</c> where clients are registered.</value>
    public string? Mode { get; set; }

    /// <summary>Files of published FHIR packages by which resources are judged besides.</summary>
    /// <value>Paths of <c>.tgz</c> files; default: none.</value>
    public IList<string> Packages { get; } = [];
}

/// <summary>An entry of <c>Crd:Payers</c>.</summary>
public sealed class PayerOptions
{
    /// <summary>Further names under which clients know the payer.</summary>
    public IList<string> Names { get; } = [];

    /// <summary>Further payer ids.</summary>
    public IList<string> PayerIds { get; } = [];

    /// <summary>A sentence on this payer's cards: whom to call, or where to ask for a peer-to-peer review.</summary>
    public string? Contact { get; set; }

    /// <summary>Addresses on this payer's cards.</summary>
    public IList<PayerLinkOptions> Links { get; } = [];
}

/// <summary>A link on cards.</summary>
public sealed class PayerLinkOptions
{
    public string? Label { get; set; }

    /// <value>An absolute https address.</value>
    public Uri? Url { get; set; }
}

[OptionsValidator]
internal sealed partial class CrdOptionsValidator : IValidateOptions<CrdOptions>;

/// <summary>Checks what attributes cannot say. Messages name the key.</summary>
internal sealed class CrdAddressesValidator(ServerMode mode) : IValidateOptions<CrdOptions>
{
    private const int LargestBodies = 8;

    public ValidateOptionsResult Validate(string? name, CrdOptions options)
    {
        var failures = new List<string>();
        if (options.PublicBaseAddress is { } address && !IsWeb(address))
        {
            failures.Add("Crd:PublicBaseAddress must be an absolute http or https address.");
        }

        if (!mode.IsSandbox && options.PublicBaseAddress is null)
        {
            failures.Add("Crd:PublicBaseAddress is required where clients are registered: their tokens must be made for it ('aud').");
        }

        foreach (var (key, _) in Addresses(options).Where(a => !mode.IsSandbox && a.Address is { IsAbsoluteUri: true, Scheme: "http", IsLoopback: false }))
        {
            failures.Add($"{key} must be an https address where clients are registered.");
        }

        // A call holds its body, its answer and what the parser makes of them, and a client has half: else a large body would always be refused.
        if (options.MaximumOpenBytes < LargestBodies * (long)options.MaximumRequestBytes)
        {
            failures.Add($"Crd:MaximumOpenBytes must be at least {LargestBodies} times Crd:MaximumRequestBytes.");
        }

        for (var i = 0; i < options.OtherBaseAddresses.Count; i++)
        {
            if (!IsWeb(options.OtherBaseAddresses[i]))
            {
                failures.Add($"Crd:OtherBaseAddresses:{i} must be an absolute http or https address.");
            }
        }

        for (var i = 0; i < options.TrustedProxies.Count; i++)
        {
            if (!IPAddress.TryParse(options.TrustedProxies[i], out _) && !IPNetwork.TryParse(options.TrustedProxies[i], out _))
            {
                failures.Add($"Crd:TrustedProxies:{i} must be an IP address, or a network such as 10.1.0.0/16.");
            }
        }

        for (var i = 0; i < options.AllowedOrigins.Count; i++)
        {
            if (options.AllowedOrigins[i] != CrdOptions.AnyOrigin && !WebOrigin.IsOne(options.AllowedOrigins[i]))
            {
                failures.Add($"Crd:AllowedOrigins:{i} {WebOrigin.Expected}, or {CrdOptions.AnyOrigin} for any.");
            }
        }

        if (!CrdOptions.UnknownPayerValues.Contains(options.UnknownPayer, StringComparer.OrdinalIgnoreCase))
        {
            failures.Add($"Crd:UnknownPayer must be {string.Join(" or ", CrdOptions.UnknownPayerValues)}.");
        }

        if (options.Validation.Mode is { } validation && !ValidationModes.IsOne(validation))
        {
            failures.Add($"Crd:Validation:Mode {ValidationModes.Expected}.");
        }

        if (options.ClientsPath is { } clients && !Directory.Exists(clients))
        {
            failures.Add("Crd:ClientsPath must be a folder that exists.");
        }

        if (options.ResourcesPath is { } path && !Directory.Exists(path))
        {
            failures.Add("Crd:ResourcesPath must be a folder that exists.");
        }

        foreach (var (id, payer) in options.Payers)
        {
            for (var i = 0; i < payer.Links.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(payer.Links[i].Label) || payer.Links[i].Url is not { IsAbsoluteUri: true, Scheme: "https" })
                {
                    failures.Add($"Crd:Payers:{id}:Links:{i} needs a Label and an absolute https Url.");
                }
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsWeb(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https";

    private static IEnumerable<(string Key, Uri? Address)> Addresses(CrdOptions options) =>
        options.OtherBaseAddresses.Select((a, i) => ($"Crd:OtherBaseAddresses:{i}", (Uri?)a)).Prepend(("Crd:PublicBaseAddress", options.PublicBaseAddress));
}
