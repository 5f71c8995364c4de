using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sends messages of all priorities to one queue; those of one priority count as those of one publisher.</summary>
internal sealed class PriorityPublisher(Ledger ledger, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 50;

    public string Name => "priority publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, 80); left > 0; left--)
                await SendAsync(channel, random.Next(Names.MaxPriority + 1));
            await Task.Delay(random.Next(30));
        }
    }

    private async Task SendAsync(PublisherChannel channel, int priority)
    {
        var length = random.Next(MessageBody.MinLength, 400);
        var message = ledger.Prepare(new Publication(), publisher + priority, length, persistent: true, Names.Priority);
        message.Priority = priority;
        var properties = new BasicProperties { Persistent = true, Priority = (byte)priority };
        // Long enough to outlive every run: it must not expire, and its arrival is in the log.
        if (random.Next(3) == 0)
            properties.Expiration = "86400000";
        await channel.SendAsync(message, "", Names.Priority, properties);
        await channel.AnsweredAsync(MaxUnanswered);
    }
}
