using Pabal.Crash.Actors;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Running;

/// <summary>Declares what stays through all rounds.</summary>
internal sealed class Topology(Ledger ledger, DefinitionLedger definitions)
{
    public async Task DeclareAsync(Uri broker)
    {
        await using var connection = await Clients.ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in Names.Queues)
        {
            ledger.Add(queue, automatic: queue == Names.Automatic);
            await DeclareAsync(channel, queue);
            definitions.Declared(Definition.OfQueue(queue));
        }
        var fanout = Definition.OfExchange(Names.Fanout);
        definitions.Declaring(fanout, ExchangeType.Fanout);
        await channel.ExchangeDeclareAsync(Names.Fanout, ExchangeType.Fanout, durable: true);
        definitions.Declared(fanout);
        foreach (var queue in Names.FanoutQueues)
            await channel.QueueBindAsync(queue, Names.Fanout, "");
        await DeclareAsync(channel, Names.Expiring);
        await DeclareAsync(channel, Names.Policed);
    }

    private static Task DeclareAsync(IChannel channel, string queue) => channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, Names.ArgumentsOf(queue));
}
