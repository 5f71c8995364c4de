using RabbitMQ.Client;

namespace Mailroom.Messaging;

/// <summary>A channel that several publish on. It is disposed of only when the last of them has left it. Thread-safe.</summary>
internal sealed class PublishingChannel(IChannel channel)
{
    private readonly InFlight users = new();

    public IChannel Channel => channel;

    // New ones for each channel, because a limiter in them would be shared. Callers bound what they have in flight.
    public static CreateChannelOptions Options() => new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null);

    /// <returns>False when the channel is closed; otherwise <see cref="Leave"/> follows.</returns>
    public bool TryEnter()
    {
        if (!users.TryEnter())
            return false;
        if (channel.IsOpen)
            return true;
        users.Leave();
        return false;
    }

    public void Leave() => users.Leave();

    /// <summary>Lets nobody in any more, and closes the channel when all have left. Doesn't throw.</summary>
    public async Task RetireAsync()
    {
        await users.CompleteAsync();
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, CancellationToken.None))
        {
            // It is gone, which was the purpose.
        }
    }
}
