namespace KetamineCrd.Server.FhirAccess;

/// <summary>In which networks a server may be that this one connects to.</summary>
internal enum FhirNetwork
{
    /// <summary>On this machine only.</summary>
    Loopback,

    /// <summary>On the internet only, by https: no address of this machine, of a private network or with a special purpose.</summary>
    Public,

    /// <summary>Wherever the operator says that it is.</summary>
    Any,
}
