using System.Net;

namespace KetamineCrd.Server.FhirAccess;

/// <summary>All addresses that a host name stands for.</summary>
/// <exception cref="System.Net.Sockets.SocketException">The name has none.</exception>
internal delegate Task<IPAddress[]> NameLookup(string name, CancellationToken cancellationToken);
