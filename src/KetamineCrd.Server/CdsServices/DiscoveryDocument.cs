using System.Text.Json;
using KetamineCrd.Fhir;
using KetamineCrd.Hooks;

namespace KetamineCrd.Server.CdsServices;

/// <summary>The answer to <c>GET /cds-services</c>.</summary>
internal static class DiscoveryDocument
{
    public static ReadOnlyMemory<byte> Write(Dialect dialect, IEnumerable<CdsService> services, IReadOnlyList<ConfigurationOption> options) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("services"u8);
        foreach (var service in services)
        {
            Write(writer, service, dialect, options);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, CdsService service, Dialect dialect, IReadOnlyList<ConfigurationOption> options)
    {
        writer.WriteStartObject();
        writer.WriteString("hook"u8, service.Hook);
        writer.WriteString("id"u8, service.Id);
        writer.WriteString("title"u8, service.Title);
        writer.WriteString("description"u8, service.Description);
        writer.WriteString("usageRequirements"u8, service.UsageRequirements);
        if (dialect.CdsHooksVersion is { } version)
        {
            writer.WriteString("version"u8, version);
        }

        writer.WriteStartObject("prefetch"u8);
        foreach (var (key, template) in dialect.PrefetchOf(service.Kind))
        {
            writer.WriteString(key, template);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("extension"u8);
        if (dialect.NamesItsVersion)
        {
            writer.WriteStartArray("davinci-crd.version"u8);
            writer.WriteStringValue(dialect.Version);
            writer.WriteEndArray();
        }

        writer.WriteStartArray("davinci-crd.configuration-options"u8);
        foreach (var option in options)
        {
            Write(writer, option);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ConfigurationOption option)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, option.Code);
        writer.WriteString("type"u8, option.Default is bool ? "boolean" : "integer");
        writer.WriteString("name"u8, option.Name);
        writer.WriteString("description"u8, option.Description);
        if (option.Default is bool flag)
        {
            writer.WriteBoolean("default"u8, flag);
        }
        else
        {
            writer.WriteNumber("default"u8, (int)option.Default);
        }

        writer.WriteEndObject();
    }
}
