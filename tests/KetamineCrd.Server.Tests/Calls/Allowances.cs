using KetamineCrd.Server.Bodies;
using KetamineCrd.Server.FhirAccess;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KetamineCrd.Server.Tests.Calls;

/// <summary>What a call of its own may read and hold, for tests that read without one.</summary>
internal static class Allowances
{
    public static ReadAllowance OfOneCall() =>
        new(new OpenBytes(Options.Create(new CrdOptions()), new ServerMode(IsSandbox: true), TimeProvider.System, NullLogger<OpenBytes>.Instance).Begin("client"));
}
