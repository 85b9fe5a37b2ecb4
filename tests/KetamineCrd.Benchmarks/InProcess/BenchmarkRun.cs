using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace KetamineCrd.Benchmarks.InProcess;

/// <summary>BenchmarkDotNet over this assembly. In process, since a project of its own would build into the repository's artifacts again.</summary>
internal static class BenchmarkRun
{
    public static int Run(string[] args)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithWarmupCount(12).WithIterationCount(7).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.Median)
            .HideColumns(Column.Job, Column.Toolchain, Column.Error, Column.StdDev, Column.RatioSD, Column.IterationCount, Column.LaunchCount, Column.WarmupCount)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "ketaminecrd-benchmarks"));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkRun).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        return summaries.Any(s => s.HasCriticalValidationErrors) ? 1 : 0;
    }
}
