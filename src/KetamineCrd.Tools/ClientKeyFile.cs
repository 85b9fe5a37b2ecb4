using System.Security.Cryptography;

namespace KetamineCrd.Tools;

/// <summary>The private key of a test client, in a file beside its entry that only its owner may read.</summary>
internal static class ClientKeyFile
{
    public const string KeyId = "test-1";

    public static string PathOf(string entry) => Path.ChangeExtension(entry, ".key.pem");

    public static void Write(string path, ECDsa key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
    }
}
