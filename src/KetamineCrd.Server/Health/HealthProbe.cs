namespace KetamineCrd.Server.Health;

/// <summary>The program asks a server that runs beside it, with the same settings, whether it is ready: images of the .NET runtime have no other client.</summary>
internal static class HealthProbe
{
    public const string Argument = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <returns>The exit code: 0 when the server is ready, else 1, with a sentence on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter error)
    {
        var address = AddressOf([.. args.Where(a => a != Argument)]);
        if (address is null)
        {
            await error.WriteLineAsync("Not ready: the address to listen on is not one that can be asked by HTTP; the check needs a TCP port in ASPNETCORE_URLS.");
            return 1;
        }

        try
        {
#pragma warning disable CA5359 // The certificate is for the public name, and this asks the same machine for one word.
            using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
#pragma warning restore CA5359
            using var client = new HttpClient(handler) { Timeout = Patience };
            using var response = await client.GetAsync(new Uri(address, HealthEndpoints.ReadyPath));
            if (response.IsSuccessStatusCode)
            {
                return 0;
            }

            await error.WriteLineAsync($"Not ready: {address} answers {(int)response.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await error.WriteLineAsync($"Not ready: {address} does not answer; the check needs the settings of the server that it asks.");
        }

        return 1;
    }

    // Where the first address leads to this machine; null for a socket or a pipe, and for settings that cannot be read.
    private static Uri? AddressOf(string[] args)
    {
        try
        {
            var address = BindingAddress.Parse(ListenAddresses.Of(Configuration(args))[0]);
            return address.IsUnixPipe || address.IsNamedPipe ? null : ListenAddresses.Reachable(address);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    // As the host reads them, without watching the files.
    private static IConfigurationRoot Configuration(string[] args)
    {
        var host = new ConfigurationBuilder().AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build();
        return new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddConfiguration(host)
            .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
            .AddJsonFile($"appsettings.{host["environment"] ?? "Production"}.json", optional: true, reloadOnChange: false)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
    }
}
