using KetamineCrd.Hooks;
using KetamineCrd.Server.FhirAccess;
using KetamineCrd.Server.Keys;

namespace KetamineCrd.Server.Clients;

/// <summary>A CDS client that may call, and what it may ask for. Checked and immutable, but for the keys that it publishes.</summary>
internal sealed class RegisteredClient
{
    /// <summary>The name that the operator gave it; safe to log.</summary>
    public required string Id { get; init; }

    public required string Issuer { get; init; }

    public required IClientKeys Keys { get; init; }

    /// <summary>The only <c>jku</c> that its tokens may have, if they have one; null when theirs is passed over, since the keys are pinned.</summary>
    public required Uri? Jku { get; init; }

    /// <summary>The longest time from <c>iat</c> to <c>exp</c> of its tokens; null for <see cref="CrdOptions.TokenLifetime"/>.</summary>
    public required TimeSpan? TokenLifetime { get; init; }

    public required IReadOnlyList<string> Algorithms { get; init; }

    public required FhirServerAccess FhirServers { get; init; }

    /// <summary>Empty when any will do.</summary>
    public required IReadOnlySet<string> Tenants { get; init; }

    /// <summary>Ids of Organizations; empty for all.</summary>
    public required IReadOnlySet<string> Payers { get; init; }

    /// <summary>Goes before <see cref="CrdOptions.UnknownPayer"/>; null where the entry says nothing.</summary>
    public required string? UnknownPayer { get; init; }

    /// <summary>Goes before <see cref="ValidationOptions.Mode"/>; null where the entry says nothing.</summary>
    public required ValidationMode? Validation { get; init; }

    public required IReadOnlySet<string> Origins { get; init; }

    public required IReadOnlySet<HookKind> Hooks { get; init; }

    /// <summary>Versions of <see cref="Dialect"/>.</summary>
    public required IReadOnlySet<string> Dialects { get; init; }

    public required ClientLimits Limits { get; init; }

    /// <summary>The entry it was made from; an equal entry makes an equal client.</summary>
    public required string Entry { get; init; }
}
