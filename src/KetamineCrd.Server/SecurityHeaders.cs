using Microsoft.Extensions.Options;

namespace KetamineCrd.Server;

/// <summary>The headers of every answer that say what a browser may do with it, and in which mode this server runs.</summary>
/// <remarks>What Kestrel refuses because it is no HTTP never comes here; it goes out without a body.</remarks>
internal sealed class SecurityHeaders(ServerMode mode, IOptions<CrdOptions> options) : IStartupFilter
{
    private const string ForAll = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // No frame-ancestors: clients open links in frames of their own, and a page without forms or cookies has nothing to steal a click for.
    private const string ForPages = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

    private const string ForForms = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private const string NoFeatures =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    /// <summary>Before all else, since the framework has filters of its own that answer.</summary>
    public static void Add(IServiceCollection services) => services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, SecurityHeaders>());

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var isHttps = options.Value.PublicBaseAddress?.Scheme == Uri.UriSchemeHttps;
        Func<object, Task> set = response =>
        {
            Set((HttpResponse)response, mode.IsSandbox, isHttps);
            return Task.CompletedTask;
        };

        // At the last moment, since an answer that fails halfway starts again without its headers.
        app.Use((http, further) =>
        {
            http.Response.OnStarting(set, http.Response);
            return further(http);
        });
        next(app);
    };

    /// <summary>For a page of ours: its style sheet, and frames of others.</summary>
    public static void AllowPage(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ForPages;
        AllowAnyOrigin(headers);
    }

    /// <summary>For a page with a form, which nobody may lay under another page.</summary>
    public static void AllowForm(IHeaderDictionary headers) => headers.ContentSecurityPolicy = ForForms;

    /// <summary>For what pages load, which in a sandboxed frame have no origin.</summary>
    public static void AllowAnyOrigin(IHeaderDictionary headers) => headers["Cross-Origin-Resource-Policy"] = "cross-origin";

    private static void Set(HttpResponse response, bool isSandbox, bool isHttps)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = NoFeatures;
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        if (headers.TryAdd("Content-Security-Policy", ForAll))
        {
            headers.XFrameOptions = "DENY";
        }

        if (response.StatusCode >= StatusCodes.Status400BadRequest || headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        if (isSandbox)
        {
            headers["KetamineCrd-Mode"] = "sandbox";
        }

        if (isHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000"; // a year; the names below this one may be another's
        }
    }
}
