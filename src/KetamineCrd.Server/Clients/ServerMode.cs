namespace KetamineCrd.Server.Clients;

/// <summary>How this server runs, from its start to its end.</summary>
/// <param name="IsSandbox">No client is registered: anyone on this machine may call, and nobody else.</param>
internal sealed record ServerMode(bool IsSandbox);
