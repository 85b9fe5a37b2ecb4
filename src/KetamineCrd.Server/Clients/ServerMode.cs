namespace KetamineCrd.Server.Clients;

/// <summary>Whether anyone on this machine may call, or registered clients only. It does not change while the server runs.</summary>
internal sealed record ServerMode(bool IsSandbox);
