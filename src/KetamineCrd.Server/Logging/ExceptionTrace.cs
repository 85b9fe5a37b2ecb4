using System.Text;

namespace KetamineCrd.Server.Logging;

/// <summary>What may be told of an exception: its type and stack, and those of the ones inside it. Messages are left out, which may quote the request.</summary>
internal static class ExceptionTrace
{
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        Append(text, exception);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Exception exception)
    {
        text.Append(exception.GetType().FullName).AppendLine().Append(exception.StackTrace);
        IEnumerable<Exception> inner = exception is AggregateException several ? several.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner)
        {
            text.AppendLine().Append("---> ");
            Append(text, cause);
        }
    }
}
