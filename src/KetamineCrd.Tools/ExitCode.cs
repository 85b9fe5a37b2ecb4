namespace KetamineCrd.Tools;

/// <summary>What a command gives back to the shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The data has errors.</summary>
    public const int DataErrors = 1;

    /// <summary>The command line could not be followed.</summary>
    public const int Misuse = 2;
}
