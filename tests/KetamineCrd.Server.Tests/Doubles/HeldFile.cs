using System.Runtime.InteropServices;

namespace KetamineCrd.Server.Tests.Doubles;

/// <summary>A regular file that cannot be opened: whoever tries waits until it is let go, 45 s at most, as for a network mount that hangs. Linux only.</summary>
internal sealed class HeldFile : IDisposable
{
    // The numbers of fcntl.h.
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int WriteLease = 1;
    private const int SignalThatIsIgnored = 23;

    private readonly FileStream _file;

    public HeldFile(string path)
    {
        // Held before it has its name, since a lease is given only on a file that nobody else has open.
        var aside = path + ".aside";
        File.WriteAllText(aside, "{}");
        _file = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite);
        var handle = (int)_file.SafeFileHandle.DangerousGetHandle();
        Assert.Equal(0, Control(handle, SetSignal, SignalThatIsIgnored));
        Assert.Equal(0, Control(handle, SetLease, WriteLease));
        File.Move(aside, path);
    }

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int file, int command, int argument);
}
