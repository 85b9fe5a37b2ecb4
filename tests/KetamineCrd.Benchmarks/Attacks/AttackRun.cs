namespace KetamineCrd.Benchmarks.Attacks;

/// <summary>The large versions of what the tests try small: each attack on a server of its own, with figures. docs/security.md tells them.</summary>
internal static class AttackRun
{
    private static readonly Dictionary<string, Func<Task>> Attacks = new(StringComparer.Ordinal)
    {
        ["unread"] = Connections.RunUnreadAsync,
        ["silent"] = Connections.RunSilentAsync,
        ["output"] = StalledOutput.RunAsync,
        ["memory"] = HostileMemory.RunAsync,
        ["medications"] = TwoMedications.RunAsync,
        ["signatures"] = Signatures.RunAsync,
        ["terminate"] = Soak.RunTerminateAsync,
        ["idle"] = Connections.RunIdleAsync,
        ["soak"] = Soak.RunAsync,
    };

    /// <param name="names">Which; none for all.</param>
    public static async Task<int> RunAsync(string[] names)
    {
        foreach (var name in names.Length > 0 ? names : [.. Attacks.Keys])
        {
            if (!Attacks.TryGetValue(name, out var attack))
            {
                await Console.Error.WriteLineAsync($"There is no attack '{name}': {string.Join(", ", Attacks.Keys)}.");
                return 1;
            }

            Console.WriteLine($"== {name}");
            await attack();
        }

        return 0;
    }
}
