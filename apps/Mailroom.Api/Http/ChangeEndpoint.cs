using System.Net.Mime;
using Mailroom.Api.Changes;

namespace Mailroom.Api.Http;

/// <summary>What happens, as it happens.</summary>
internal static class ChangeEndpoint
{
    private const int MaxListeners = 1000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/events", ServeAsync).WithTags("Changes").WithName("Listen")
            .WithSummary("Changes of messages and received mails, as server-sent events")
            .WithDescription("The events are message and received. With the Last-Event-ID header they go on after that event.")
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Text.EventStream)
            .WithMetadata(new HeaderParameter("Last-Event-ID"))
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ServeAsync(
        HttpContext context, ChangeFeed feed, ChangeLog log, ListenerCount count, IHostApplicationLifetime lifetime)
    {
        if (!count.TryEnter(MaxListeners))
        {
            return TypedResults.Problem(
                $"There are {MaxListeners} listeners already.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        // A request without an end would keep the program from ending.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = MediaTypeNames.Text.EventStream;
            context.Response.Headers.CacheControl = "no-store";
            // For nginx, which else keeps answers back.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await new ChangeStream(feed, log, context.Response).RunAsync(context.Request.Headers["Last-Event-ID"].ToString(), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Gone, as all listeners are some time.
        }
        finally
        {
            count.Leave();
        }
        return TypedResults.Empty;
    }
}
