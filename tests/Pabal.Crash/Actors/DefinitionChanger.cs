using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Declares and deletes exchanges, queues and the bindings between them.</summary>
internal sealed class DefinitionChanger(DefinitionLedger definitions, Random random) : IActor
{
    private static readonly string[] Types = [ExchangeType.Direct, ExchangeType.Topic];

    public string Name => "definition changer";

    public async Task RunAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Names.Transient, durable: false, exclusive: false, autoDelete: false);
        while (connection.IsOpen)
        {
            await ChangeAsync(channel);
            await Task.Delay(random.Next(20));
        }
    }

    private async Task ChangeAsync(IChannel channel)
    {
        var exchange = Definition.OfExchange(Names.ChangingExchanges[random.Next(Names.ChangingExchanges.Count)]);
        var queue = Definition.OfQueue(Names.ChangingQueues[random.Next(Names.ChangingQueues.Count)]);
        switch (random.Next(10))
        {
            case 0:
                await DeleteAsync(exchange, () => channel.ExchangeDeleteAsync(exchange.Exchange));
                break;
            case 1:
                await DeleteAsync(queue, () => channel.QueueDeleteAsync(queue.Queue));
                break;
            case < 4:
                await DeclareAsync(channel, exchange);
                break;
            case < 6:
                await DeclareAsync(channel, queue);
                break;
            default:
                if (definitions[exchange] == Presence.Present && definitions[queue] == Presence.Present)
                    await ChangeAsync(channel, new Definition(exchange.Exchange, queue.Queue));
                break;
        }
    }

    private async Task ChangeAsync(IChannel channel, Definition binding)
    {
        var (exchange, queue) = (binding.Exchange, binding.Queue);
        if (definitions[binding] == Presence.Present)
        {
            await DeleteAsync(binding, () => channel.QueueUnbindAsync(queue, exchange, queue));
            return;
        }
        definitions.Declaring(binding);
        await channel.QueueBindAsync(queue, exchange, routingKey: queue);
        definitions.Declared(binding);
    }

    private async Task DeclareAsync(IChannel channel, Definition definition)
    {
        var isNew = definitions[definition] != Presence.Present;
        var type = isNew && definition.Queue.Length == 0 ? Types[random.Next(Types.Length)] : definitions.TypeOf(definition);
        definitions.Declaring(definition, type);
        if (definition.Queue.Length > 0)
            await channel.QueueDeclareAsync(definition.Queue, durable: true, exclusive: false, autoDelete: false);
        else
            await channel.ExchangeDeclareAsync(definition.Exchange, type, durable: true);
        definitions.Declared(definition);
    }

    private async Task DeleteAsync(Definition definition, Func<Task> delete)
    {
        definitions.Deleting(definition);
        await delete();
        definitions.Deleted(definition);
    }
}
