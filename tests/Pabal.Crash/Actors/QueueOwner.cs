using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Fills a queue that nobody else uses, purges it, deletes it and declares it again.</summary>
internal sealed class QueueOwner(Ledger ledger, DefinitionLedger definitions, int publisher, Random random) : IActor
{
    private static readonly Definition Queue = Definition.OfQueue(Names.Owned);

    public string Name => "queue owner";

    public async Task RunAsync(IConnection connection)
    {
        await using var publishing = await PublisherChannel.OpenAsync(connection, ledger, publisher);
        await using var channel = await connection.CreateChannelAsync();
        await DeclareAsync(channel);
        while (connection.IsOpen)
        {
            for (var left = random.Next(1, 30); left > 0; left--)
                await publishing.SendAsync(Names.Owned, random.Next(MessageBody.MinLength, 500));
            await publishing.AnsweredAsync();
            await ChangeAsync(channel);
            await Task.Delay(random.Next(30));
        }
    }

    private async Task ChangeAsync(IChannel channel)
    {
        switch (random.Next(6))
        {
            case 0:
                ledger.Empty(Names.Owned);
                await channel.QueuePurgeAsync(Names.Owned);
                break;
            case 1:
                ledger.Empty(Names.Owned);
                definitions.Deleting(Queue);
                await channel.QueueDeleteAsync(Names.Owned);
                definitions.Deleted(Queue);
                ledger.Drop(Names.Owned);
                await DeclareAsync(channel);
                break;
            default:
                break;
        }
    }

    private async Task DeclareAsync(IChannel channel)
    {
        definitions.Declaring(Queue);
        await channel.QueueDeclareAsync(Names.Owned, durable: true, exclusive: false, autoDelete: false);
        definitions.Declared(Queue);
    }
}
