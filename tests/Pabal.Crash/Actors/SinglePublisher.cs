using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Waits for the confirm of each message before it sends the next.</summary>
internal sealed class SinglePublisher(Ledger ledger, int publisher, Random random) : IActor
{
    public string Name => "single publisher";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        while (connection.IsOpen)
        {
            await channel.SendAsync(random.Next(3) == 0 ? Names.Burst : Names.Single, random.Next(MessageBody.MinLength, 300));
            await channel.AnsweredAsync();
        }
    }
}
