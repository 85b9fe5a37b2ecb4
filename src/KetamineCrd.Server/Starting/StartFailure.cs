using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Starting;

/// <summary>Ends a start that the operator's settings or machine do not allow with a sentence that names the cause and the remedy, and exit code 1.</summary>
/// <remarks>An exception of another kind is a mistake of ours and keeps its stack trace.</remarks>
internal static partial class StartFailure
{
    private const string Elsewhere = "or listen elsewhere with ASPNETCORE_URLS, such as http://localhost:5081";

    private const string Correct = "Correct it in appsettings.json, in the environment or on the command line.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Tests run the entry point inside a process of their own and want the exception.
    private static bool IsOwnProcess => Assembly.GetEntryAssembly() == typeof(StartFailure).Assembly;

    /// <summary>Runs the server to its end.</summary>
    /// <returns>The exit code.</returns>
    public static int Told(Action run, TextWriter error)
    {
        try
        {
            run();
            return 0;
        }
        catch (Exception e) when (IsOwnProcess && TextOf(e) is not null)
        {
            // The console writes one text at a time. Where the log stands in a write that nobody reads, the exit code must not wait for that.
            _ = Task.Run(() => error.WriteLine($"The server did not start: {TextOf(e)}")).Wait(Patience);
            return 1;
        }
    }

    /// <returns>Null when it is not the operator who can mend it.</returns>
    public static string? TextOf(Exception failure)
    {
        var causes = Flatten(failure).ToArray();
        if (Array.Exists(causes, c => c is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }))
        {
            return $"{AddressIn(failure.Message)} is in use by another program, perhaps by a server that was started before. Stop that one, {Elsewhere}.";
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return socket.SocketErrorCode == SocketError.AccessDenied
                ? $"it may not listen on the port that it is told to. Ports below 1024 need a right of their own: give it that right, {Elsewhere}."
                : $"it cannot listen on the address that it is told to ({socket.SocketErrorCode}). Name an address of this machine in ASPNETCORE_URLS.";
        }

        // FileSystemWatcher tells an exhausted limit from other faults by its text alone.
        if (Array.Exists(causes, c => c is IOException && c.Message.Contains("inotify", StringComparison.OrdinalIgnoreCase)))
        {
            return "this user has no inotify instance left with which to watch files for changes. "
                + "Set DOTNET_USE_POLLING_FILE_WATCHER=1, which looks at the files instead, or raise fs.inotify.max_user_instances.";
        }

        return failure switch
        {
            OptionsValidationException options => $"{string.Join(' ', options.Failures.SelectMany(f => f.Split("; ")).Select(Named))} {Correct}",
            SettingRefusedException refused => refused.Message,
            ArgumentOutOfRangeException { ParamName: "port" } => "a port to listen on is not between 0 and 65535. Correct it in ASPNETCORE_URLS.",
            InvalidDataException or FormatException => $"{OneLine(Flatten(failure))} {Correct}",
            InvalidOperationException or IOException or UnauthorizedAccessException or CryptographicException => $"{OneLine([failure])} {Correct}",
            _ => null,
        };
    }

    private static IEnumerable<Exception> Flatten(Exception exception) =>
        (exception is AggregateException several ? several.InnerExceptions : exception.InnerException is { } inner ? [inner] : (IEnumerable<Exception>)[])
            .SelectMany(Flatten).Prepend(exception);

    private static string AddressIn(string message) => BoundAddress().Match(message) is { Success: true } match ? match.Groups["address"].Value : "The address to listen on";

    // For a file that cannot be read, what is inside tells the place.
    private static string OneLine(IEnumerable<Exception> exceptions) =>
        string.Join(' ', exceptions.Select(e => e.Message.ReplaceLineEndings(" ").Trim()).Distinct(StringComparer.Ordinal).Select(m => m.EndsWith('.') ? m : m + "."));

    // The framework names a member where the operator has written a key.
    private static string Named(string failure) => MemberRange().Replace(failure, $"{CrdOptions.Section}:${{member}} ");

    [GeneratedRegex(@"Failed to bind to address (?<address>\S+?):? address already in use|Failed to bind to address (?<address>\S+?)\.?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BoundAddress();

    [GeneratedRegex(@"^\S*?(?<member>\w+): The field \S+ (?=must )", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemberRange();
}
