using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Policies;

/// <summary>Renders the pages and answers with them. A page about policies is rendered once a day and policy set, since it says what is due today.</summary>
internal sealed class PolicyPages(
    CurrentEngine current, IOptions<CrdOptions> options, TimeProvider clock, IServiceProvider services, ILoggerFactory loggers)
{
    private PagesOfDay _pages = new(default, null);

    /// <summary>Not cached: it names the address by which the reader came.</summary>
    public async Task WriteLandingAsync(HttpContext http)
    {
        var address = PublicAddress.Of(options.Value, http.Request);
        var page = await RenderAsync<Landing>(("Root", Root(http)), ("Address", address), ("Policies", current.Value.Policies));
        await WritePageAsync(http, page);
    }

    public static Task WriteStyleAsync(HttpContext http)
    {
        SecurityHeaders.AllowAnyOrigin(http.Response.Headers);
        return WriteAsync(http, StyleSheet.Css, "text/css; charset=utf-8");
    }

    public async Task WriteListAsync(HttpContext http)
    {
        var (engine, today, root) = (current.Value, Today(), Root(http));
        var page = await FindOrRenderAsync<PolicyList>(engine, today, $"{root}/policies", ("Root", root), ("Policies", engine.Policies), ("Today", today));
        await WritePageAsync(http, page);
    }

    /// <summary>404 for what is not held: a page to a browser, else without a body.</summary>
    public async Task WritePolicyAsync(HttpContext http, string slug, string version)
    {
        var (engine, today, root) = (current.Value, Today(), Root(http));
        if (engine.Policies.Find(slug, version) is not { } found)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            if (AcceptsHtml(http.Request))
            {
                await WritePageAsync(http, await RenderAsync<PolicyNotHeld>(("Root", root)));
            }

            return;
        }

        var page = await FindOrRenderAsync<PolicyPage>(
            engine,
            today,
            root + found.Path,
            ("Root", root),
            ("Policy", engine.Policies.Policies.First(p => p.Versions.Contains(found))),
            ("Version", found),
            ("Vocabulary", engine.Vocabulary),
            ("Today", today));
        await WritePageAsync(http, page);
    }

    private static bool AcceptsHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);

    private static Task WritePageAsync(HttpContext http, byte[] page)
    {
        SecurityHeaders.AllowPage(http.Response.Headers);
        return WriteAsync(http, page, "text/html; charset=utf-8");
    }

    private static Task WriteAsync(HttpContext http, byte[] body, string type)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    // What stands before the path in links: a proxy may serve us below a path of its own.
    private string Root(HttpContext http) => options.Value.PublicBaseAddress?.AbsolutePath.TrimEnd('/') ?? http.Request.PathBase.Value ?? "";

    private async Task<byte[]> FindOrRenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        CrdEngine engine, DateOnly today, string key, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var pages = _pages;
        if (pages.Day != today || pages.Engine != engine)
        {
            _pages = pages = new PagesOfDay(today, engine);
        }

        if (!pages.Rendered.TryGetValue(key, out var page))
        {
            page = await RenderAsync<TPage>(parameters);
            pages.Rendered.TryAdd(key, page);
        }

        return page;
    }

    private async Task<byte[]> RenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var view = ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(view)).ToHtmlString());
        return Encoding.UTF8.GetBytes(html);
    }

    private sealed class PagesOfDay(DateOnly day, CrdEngine? engine)
    {
        public DateOnly Day => day;

        public CrdEngine? Engine => engine;

        public ConcurrentDictionary<string, byte[]> Rendered { get; } = new(StringComparer.Ordinal);
    }
}
