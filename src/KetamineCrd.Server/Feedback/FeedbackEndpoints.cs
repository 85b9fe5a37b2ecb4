using KetamineCrd.Hooks;

namespace KetamineCrd.Server.Feedback;

/// <summary>What clinicians did with cards: <c>POST …/cds-services/{id}/feedback</c> (CDS Hooks 2.0, "Feedback").</summary>
/// <remarks>No typed results: a body is taken by pieces within its time and the budget of memory, as of a call.</remarks>
internal static class FeedbackEndpoints
{
    public static IServiceCollection AddFeedback(this IServiceCollection services) => services
        .AddSingleton<RecentFeedback>()
        .AddSingleton<FeedbackCounter>()
        .AddSingleton<FeedbackEndpoint>();

    public static IEndpointRouteBuilder MapFeedback(this IEndpointRouteBuilder routes)
    {
        foreach (var dialect in Dialect.All)
        {
            routes.MapPost(
                $"{dialect.BasePath}/cds-services/{{serviceId}}/feedback", http => http.RequestServices.GetRequiredService<FeedbackEndpoint>().TakeAsync(http)).WithMetadata(dialect);
        }

        return routes;
    }
}
