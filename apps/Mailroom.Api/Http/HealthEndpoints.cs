using Mailroom.Api.Data;
using Mailroom.Api.Delivery;
using Mailroom.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Http;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("ok"))).WithName("Live").WithSummary("The process answers");
        health.MapGet("/ready", ReadyAsync).WithName("Ready").WithSummary("The database can be used, and relay and consumers run")
            .WithDescription(
                "Without the broker it is degraded and still ready: mails are accepted, and published when the broker is back. " +
                "It is degraded, too, while events are parked that nobody could handle.")
            .Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(
        Database database, ApiMessaging messaging, DeliveryState delivery, CancellationToken cancellation)
    {
        var isDatabaseUp = await IsUpAsync(database, cancellation);
        var parked = await messaging.Connection.CountAsync(Topology.Parked, cancellation);
        var view = new HealthView(messaging.Connection.IsOpen && (parked ?? 0) == 0 ? "ok" : "degraded")
        {
            Database = isDatabaseUp ? "ok" : "unavailable",
            Broker = messaging.Connection.IsOpen ? "ok" : "unavailable",
            Delivery = delivery.IsRunning ? "ok" : "stopped",
            Parked = parked,
        };
        if (!isDatabaseUp || !delivery.IsRunning)
            return TypedResults.Json(view with { Status = "unavailable" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        return TypedResults.Ok(view);
    }

    private static async Task<bool> IsUpAsync(Database database, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            await using var db = database.Open();
            return await db.SchemaVersions.AnyAsync(deadline.Token);
        }
#pragma warning disable CA1031 // Whatever it is: the database can't be used.
        catch (Exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
