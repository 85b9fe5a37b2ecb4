using FsCheck;
using Microsoft.FSharp.Core;

namespace KetamineCrd.Tests;

/// <summary>Tries a property on drawn cases: always the same ones where <c>CI=true</c>, new ones elsewhere. FsCheck's message names the seed of a failure.</summary>
internal static class SeededProperty
{
    private static readonly Replay Fixed = new(new Rnd(7_03_03), FSharpOption<int>.None);

    public static void Holds(this Property property, int cases = 100)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases);
        property.Check(Environment.GetEnvironmentVariable("CI") == "true" ? config.WithReplay(FSharpOption<Replay>.Some(Fixed)) : config);
    }
}
