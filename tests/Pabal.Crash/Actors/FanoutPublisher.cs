using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Sends each message to many queues.</summary>
internal sealed class FanoutPublisher(Ledger ledger, int publisher, Random random) : IActor
{
    private const int MaxUnanswered = 50;

    public string Name => "fanout publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, MaxUnanswered); left > 0; left--)
            {
                var length = random.Next(MessageBody.MinLength, random.Next(10) == 0 ? 20_000 : 400);
                await channel.SendAsync(Names.Fanout, "", length, persistent: true, Names.FanoutQueues);
                await channel.AnsweredAsync(MaxUnanswered);
            }
            await Task.Delay(random.Next(40));
        }
    }
}
