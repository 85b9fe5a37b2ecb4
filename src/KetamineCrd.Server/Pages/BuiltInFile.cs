using System.Reflection;

namespace KetamineCrd.Server.Pages;

/// <summary>A file that pages or browsers ask for, built into this server.</summary>
internal sealed class BuiltInFile(string name, string contentType, TimeSpan freshFor)
{
    private readonly byte[] _content = Read(name);

    /// <summary>The style of the pages.</summary>
    public static BuiltInFile StyleSheet { get; } = new("style.css", "text/css; charset=utf-8", TimeSpan.FromMinutes(5));

    /// <summary>What browsers ask for beside every page.</summary>
    public static BuiltInFile FavoriteIcon { get; } = new("favicon.ico", "image/x-icon", TimeSpan.FromDays(1));

    public Task WriteAsync(HttpContext http)
    {
        SecurityHeaders.AllowAnyOrigin(http.Response.Headers);
        http.Response.Headers.CacheControl = $"public, max-age={(int)freshFor.TotalSeconds}";
        return TypedResults.Bytes(_content, contentType).ExecuteAsync(http);
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
