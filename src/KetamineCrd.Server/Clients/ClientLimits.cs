namespace KetamineCrd.Server.Clients;

/// <summary>How much one client may call.</summary>
/// <param name="CallsPerSecond">1 to 10,000; default 100.</param>
/// <param name="Burst">Calls that may come at once after a quiet time; 1 to 100,000; default 200.</param>
/// <param name="OpenCalls">Calls that may be open at one time, slow ones included; 1 to 10,000; default 64.</param>
internal sealed record ClientLimits(int CallsPerSecond, int Burst, int OpenCalls);
