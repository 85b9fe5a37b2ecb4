using System.Net;
using System.Text;
using KetamineCrd.Server.CdsServices;
using KetamineCrd.Server.Loading;
using KetamineCrd.Server.Tests.Calls;
using KetamineCrd.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace KetamineCrd.Server.Tests.CdsServices;

public sealed class WarmUpTests
{
    /// <summary>Else what a clinician waits for would not be warm: the Coverage, the payer, a statement.</summary>
    [Fact]
    public async Task The_call_that_warms_up_gets_a_statement()
    {
        using var server = new ServerFactory();
        using var client = server.CreateClient();
        var call = WarmUp.CallOf(server.Services.GetRequiredService<CurrentEngine>().Value);

        var answer = await HookAnswer.PostTextAsync(client, Encoding.UTF8.GetString(call!));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotNull(answer.Statement.Covered);
    }
}
