using System.Reflection;

namespace KetamineCrd.Server.Pages;

/// <summary>The style of the pages, <c>style.css</c>, built into this server.</summary>
internal static class StyleSheet
{
    private static readonly byte[] Css = Read();

    public static Task WriteAsync(HttpContext http)
    {
        SecurityHeaders.AllowAnyOrigin(http.Response.Headers);
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.ContentType = "text/css; charset=utf-8";
        http.Response.ContentLength = Css.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(Css, http.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("style.css")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
