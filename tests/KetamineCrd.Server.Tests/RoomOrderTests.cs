
namespace KetamineCrd.Server.Tests;

/// <summary>The server's folders from the ground up: each may use those before it, and what stands beside <c>Program.cs</c>.</summary>
public sealed class RoomOrderTests
{
    private static readonly string[] Order =
    [
        "Logging", "Errors", "Bodies", "FhirAccess", "Keys", "Loading", "Clients", "Pages", "Authentication", "Limits", "Validation",
        "CdsServices", "Feedback", "Policies", "FhirApi", "Health", "Starting",
    ];

    private static readonly RoomGraph Graph = new("KetamineCrd.Server");

    private static readonly Lazy<IReadOnlySet<(string File, string Room, string Symbol, string Used)>> Uses = new(() => Graph.Uses());

    [Fact]
    public void A_room_uses_only_those_before_it() => Assert.Empty(RoomGraph.Backward(Uses.Value, Order));

    [Fact]
    public void What_stands_beside_Program_uses_no_room() => Assert.DoesNotContain(Uses.Value, u => u.Room.Length == 0 && u.File != "Program.cs");

    [Fact]
    public void The_rooms_are_the_folders_of_the_server() => Assert.Equal(Order.Order(StringComparer.Ordinal), Graph.Rooms, StringComparer.Ordinal);

    [Theory]
    [InlineData("Clients/Planted.cs", "Clients", "internal static class Planted { public static object? Of() => new KetamineCrd.Server.Authentication.SeenTokens(null!, null!, null!); }")]
    [InlineData("Loading/Planted.cs", "Loading", "using static KetamineCrd.Server.Clients.TokenCapacity; internal static class Planted { public const int Copied = Most; }")]
    [InlineData("Planted.cs", "", "using KetamineCrd.Server.Feedback; internal static class Planted { public static string Name => nameof(FeedbackEndpoint); }")]
    public void A_planted_use_is_found_by_its_symbol(string path, string room, string text)
    {
        var found = new RoomGraph("KetamineCrd.Server", (path, text)).Uses(path);

        Assert.NotEmpty(found);
        Assert.All(found, u => Assert.Equal(room, u.Room));
        Assert.True(room.Length == 0 || RoomGraph.Backward(found, Order).Count == found.Count);
    }
}
