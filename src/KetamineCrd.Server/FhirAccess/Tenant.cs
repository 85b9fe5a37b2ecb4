namespace KetamineCrd.Server.FhirAccess;

/// <summary>Whose call it is. What is kept for one tenant is never used for another.</summary>
internal static class Tenant
{
    /// <summary>The one tenant of sandbox mode, in which no client is registered.</summary>
    public const string Sandbox = "sandbox";
}
