using System.Reflection;

namespace KetamineCrd.Server.Pages;

/// <summary>What browsers ask for beside every page, <c>favicon.ico</c>, built into this server.</summary>
internal static class FavoriteIcon
{
    private static readonly byte[] Icon = Read();

    public static Task WriteAsync(HttpContext http)
    {
        SecurityHeaders.AllowAnyOrigin(http.Response.Headers);
        http.Response.Headers.CacheControl = "public, max-age=86400";
        http.Response.ContentType = "image/x-icon";
        http.Response.ContentLength = Icon.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(Icon, http.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("favicon.ico")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
