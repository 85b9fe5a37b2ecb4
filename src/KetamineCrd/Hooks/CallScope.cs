
namespace KetamineCrd.Hooks;

/// <summary>Who makes a call, what is open to them, and where the answer is given.</summary>
/// <param name="BaseAddress">Where the policy pages are, without a slash at the end.</param>
public sealed record CallScope(string BaseAddress)
{
    /// <summary>Stands for client and tenant where nobody is told apart.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>An assertion id is of one client, tenant and patient.</summary>
    public string Client { get; init; } = Sandbox;

    /// <inheritdoc cref="Client"/>
    public string Tenant { get; init; } = Sandbox;

    /// <summary>True when the FHIR server that the call names may be read.</summary>
    public bool MayRead { get; init; }

    /// <summary>Ids of the payers that may be asked about; of others nothing is said, as of payers that are not held. Null for all.</summary>
    public IReadOnlySet<string>? Payers { get; init; }

    /// <summary>True when a call for a payer that is not answered for is an error.</summary>
    public bool HearsOfUnknownPayers { get; init; }

    /// <summary>Bends what the published invariants get wrong, for validators that insist on them.</summary>
    public bool ForJavaValidator { get; init; }

    public bool MayAskAbout(string payer) => Payers is null || Payers.Contains(payer);
}
