namespace KetamineCrd.Server.FhirAccess;

/// <summary>Connections to servers of clients.</summary>
internal sealed class OutgoingConnections : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public HttpClient To(FhirNetwork _) => _http;

    public void Dispose() => _http.Dispose();
}
