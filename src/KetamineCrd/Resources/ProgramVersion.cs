using System.Reflection;

namespace KetamineCrd.Resources;

/// <summary>The version of this build: the <c>Version</c> of Directory.Build.props, such as <c>0.1.0</c>. All that names a version takes it from here.</summary>
public static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
