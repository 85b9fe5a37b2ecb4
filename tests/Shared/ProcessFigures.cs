using System.Diagnostics;

namespace KetamineCrd.Tests.Shared;

/// <summary>What a running process uses.</summary>
internal static class ProcessFigures
{
    /// <summary>Resident memory now, in bytes.</summary>
    public static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>The most resident memory since the start, in bytes.</summary>
    public static long PeakMemory(Process process)
    {
        process.Refresh();
        return process.PeakWorkingSet64;
    }

    /// <summary>User and system time so far, of ended threads too; in steps of 10 ms.</summary>
    public static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
