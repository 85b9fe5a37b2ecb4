using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Pages;

/// <summary>Renders pages, and writes them with the headers of a page.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, IOptions<CrdOptions> options)
{
    /// <summary>What stands before the path in links: a proxy may serve us below a path of its own. Empty, or without a slash at the end.</summary>
    public string Root(HttpContext http) => options.Value.PublicBaseAddress?.AbsolutePath.TrimEnd('/') ?? http.Request.PathBase.Value ?? "";

    public async Task<byte[]> RenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var view = ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(view)).ToHtmlString());
        return Encoding.UTF8.GetBytes(html);
    }

    /// <summary>A page that says the same to everyone for a while.</summary>
    public static Task WriteAsync(HttpContext http, byte[] page)
    {
        SecurityHeaders.AllowPage(http.Response.Headers);
        http.Response.Headers.CacheControl = "public, max-age=300";
        return WriteHtmlAsync(http, page);
    }

    /// <summary>A page with a form that posts to this server.</summary>
    public static Task WriteFormAsync(HttpContext http, byte[] page)
    {
        SecurityHeaders.AllowForm(http.Response.Headers);
        return WriteHtmlAsync(http, page);
    }

    private static Task WriteHtmlAsync(HttpContext http, byte[] page) => TypedResults.Bytes(page, "text/html; charset=utf-8").ExecuteAsync(http);
}
