namespace KetamineCrd.Server.Feedback;

/// <summary>What clinicians did with cards: <c>POST …/cds-services/{id}/feedback</c> (CDS Hooks 2.0, "Feedback").</summary>
internal static class FeedbackEndpoints
{
    public static IServiceCollection AddFeedback(this IServiceCollection services) => services
        .AddSingleton<RecentFeedback>()
        .AddSingleton<FeedbackCounter>()
        .AddSingleton<FeedbackEndpoint>();

    /// <param name="prefix">What stands before <c>/cds-services</c>: empty, or a path that begins with a slash.</param>
    public static IEndpointRouteBuilder MapFeedback(this IEndpointRouteBuilder routes, string prefix)
    {
        routes.MapPost(
            $"{prefix}/cds-services/{{serviceId}}/feedback", http => http.RequestServices.GetRequiredService<FeedbackEndpoint>().TakeAsync(http));
        return routes;
    }
}
