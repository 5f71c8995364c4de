namespace Mailroom.Api.Delivery;

/// <summary>Whether the loops between database and broker run. Thread-safe.</summary>
internal sealed class DeliveryState(IEnumerable<IHostedService> services)
{
    public bool IsRunning => services.OfType<BackgroundService>()
        .Where(service => service is OutboxRelay or EventConsumers)
        .All(service => service.ExecuteTask is { IsCompleted: false });
}
