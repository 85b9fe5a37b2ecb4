using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using KetamineCrd.Meanings;
using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Policies;

/// <summary>Answers with the pages. One about policies is rendered once a day and policy set, since it says what is due today.</summary>
internal sealed class PolicyPages(
    CurrentEngine current, PageRenderer renderer, IOptions<CrdOptions> options, TimeProvider clock)
{
    private PagesOfDay _pages = new(default, null);

    /// <summary>Not cached: it names the address by which the reader came.</summary>
    public async Task WriteLandingAsync(HttpContext http)
    {
        var address = PublicAddress.Of(options.Value, http.Request);
        var page = await renderer.RenderAsync<Landing>(("Root", renderer.Root(http)), ("Address", address), ("Policies", current.Value.Policies));
        await PageRenderer.WriteAsync(http, page);
    }

    public async Task WriteListAsync(HttpContext http)
    {
        var (engine, today, root) = (current.Value, Today(), renderer.Root(http));
        var page = await FindOrRenderAsync<PolicyList>(engine, today, $"{root}/policies", ("Root", root), ("Policies", engine.Policies), ("Today", today));
        await PageRenderer.WriteAsync(http, page);
    }

    /// <summary>302 to the newest text, which changes; to the list where two policies have the number. 404 for what is not held.</summary>
    public Task LeadToNewestAsync(HttpContext http, string slug)
    {
        var policies = current.Value.Policies.WithSlug(slug);
        if (policies.Count == 0)
        {
            return WriteNotHeldAsync(http);
        }

        http.Response.Redirect(renderer.Root(http) + (policies is [var only] ? only.Versions[^1].Path : "/policies"));
        return Task.CompletedTask;
    }

    /// <summary>404 for what is not held: a page to a browser, else without a body.</summary>
    public async Task WritePolicyAsync(HttpContext http, string slug, string version)
    {
        var (engine, today, root) = (current.Value, Today(), renderer.Root(http));
        if (engine.Policies.Find(slug, version) is not { } found)
        {
            await WriteNotHeldAsync(http);
            return;
        }

        (string, object?)[] parameters =
        [
            ("Root", root),
            ("Policy", engine.Policies.Policies.First(p => p.Versions.Contains(found))),
            ("Version", found),
            ("Vocabulary", engine.Vocabulary),
            ("Today", today),
        ];

        // A made-up policy has calls to copy, which name the address by which the reader came.
        await PageRenderer.WriteAsync(http, found.IsExperimental
            ? await renderer.RenderAsync<PolicyPage>([.. parameters, ("Address", PublicAddress.Of(options.Value, http.Request))])
            : await FindOrRenderAsync<PolicyPage>(engine, today, root + found.Path, parameters));
    }

    private static bool AcceptsHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);

    private async Task WriteNotHeldAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        if (AcceptsHtml(http.Request))
        {
            await PageRenderer.WriteAsync(http, await renderer.RenderAsync<PolicyNotHeld>(("Root", renderer.Root(http))));
        }
    }

    private DateOnly Today() => UnitedStatesTime.DayOf(clock.GetUtcNow(), UnitedStatesTime.Eastern);

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
            page = await renderer.RenderAsync<TPage>(parameters);
            pages.Rendered.TryAdd(key, page);
        }

        return page;
    }

    private sealed class PagesOfDay(DateOnly day, CrdEngine? engine)
    {
        public DateOnly Day => day;

        public CrdEngine? Engine => engine;

        public ConcurrentDictionary<string, byte[]> Rendered { get; } = new(StringComparer.Ordinal);
    }
}
