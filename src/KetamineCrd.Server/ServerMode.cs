namespace KetamineCrd.Server;

/// <summary>How this server runs, from its start to its end.</summary>
/// <param name="IsSandbox">No client is registered: anyone on this machine may call, and nobody else.</param>
internal sealed record ServerMode(bool IsSandbox)
{
    /// <summary>The section of the configuration that registers clients.</summary>
    public const string ClientsSection = "Clients";

    /// <summary>A server for which any client is to be registered, well or not, is no sandbox.</summary>
    public static ServerMode Of(IConfiguration configuration) => new(IsSandbox:
        !configuration.GetSection(ClientsSection).GetChildren().Any() && string.IsNullOrEmpty(configuration[$"{CrdOptions.Section}:{nameof(CrdOptions.ClientsPath)}"]));
}
