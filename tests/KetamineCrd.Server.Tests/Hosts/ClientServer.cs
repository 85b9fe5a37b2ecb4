using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Doubles;

namespace KetamineCrd.Server.Tests.Hosts;

/// <summary>The server with one registered client, valley-ehr, whose keys are those of <see cref="Signer"/>.</summary>
/// <remarks>More settings, and other ones, go into <c>Server.Settings</c> before the first call.</remarks>
public sealed class ClientServer : IDisposable
{
    public const string Entry = "Clients:valley-ehr";

    private HttpClient? _http;

    public ClientServer()
        : this(new ServerFactory())
    {
    }

    internal ClientServer(ServerFactory server)
    {
        Server = server;
        Server.Settings["Crd:PublicBaseAddress"] = TokenSigner.Base;
        Server.Settings[$"{Entry}:Issuer"] = TokenSigner.Issuer;
        Register(Entry, Signer.Jwks);
    }

    public ServerFactory Server { get; }

    public TokenSigner Signer { get; } = new();

    public HttpClient Http => _http ??= Server.CreateClient();

    /// <summary>Writes a JWK Set into an entry.</summary>
    public void Register(string entry, JsonObject jwks)
    {
        var index = 0;
        foreach (var key in jwks["keys"]!.AsArray())
        {
            foreach (var (name, value) in key!.AsObject())
            {
                Server.Settings[$"{entry}:Jwks:keys:{index}:{name}"] = (string)value!;
            }

            index++;
        }
    }

    /// <summary>An order-sign call with this token, or another call.</summary>
    /// <param name="token">Null sends no Authorization header.</param>
    internal async Task<HookAnswer> CallAsync(string? token, string path = "/cds-services/crd-order-sign", JsonNode? body = null, Action<HttpRequestMessage>? edit = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes((body ?? Given.Call()).ToJsonString()));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync(request, token, edit);
    }

    internal async Task<HookAnswer> GetAsync(string? token, string path = "/cds-services")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        return await SendAsync(request, token, edit: null);
    }

    public void Dispose()
    {
        _http?.Dispose();
        Server.Dispose();
        Signer.Dispose();
    }

    private async Task<HookAnswer> SendAsync(HttpRequestMessage request, string? token, Action<HttpRequestMessage>? edit)
    {
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        edit?.Invoke(request);
        using var response = await Http.SendAsync(request);
        return await HookAnswer.ReadAsync(response);
    }
}
