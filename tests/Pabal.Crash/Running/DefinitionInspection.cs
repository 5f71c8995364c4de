using Pabal.Crash.Actors;
using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Crash.Running;

/// <summary>Looks which definitions are there: passive declarations, and messages that show where a binding leads.</summary>
internal sealed class DefinitionInspection(IConnection connection, Ledger ledger, DefinitionLedger definitions)
{
    private readonly DefinitionCheck check = new(ledger, definitions);

    public async Task RunAsync()
    {
        foreach (var exchange in Names.ChangingExchanges.Append(Names.Fanout).Select(Definition.OfExchange))
            await InspectExchangeAsync(exchange);
        foreach (var queue in Names.Queues.Concat(Names.ChangingQueues).Append(Names.Transient).Select(Definition.OfQueue))
            check.Observe(queue, await ExistsAsync(channel => channel.QueueDeclarePassiveAsync(queue.Queue)));
        await InspectBindingsAsync();
    }

    private async Task InspectExchangeAsync(Definition exchange)
    {
        var exists = await ExistsAsync(channel => channel.ExchangeDeclarePassiveAsync(exchange.Exchange));
        check.Observe(exchange, exists);
        var type = definitions.TypeOf(exchange);
        if (exists && !await ExistsAsync(channel => channel.ExchangeDeclareAsync(exchange.Exchange, type, durable: true)))
            ledger.Report(ViolationKind.MissingDefinition, $"{exchange}", $"is not a durable {type} exchange");
    }

    private async Task InspectBindingsAsync()
    {
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(options);
        foreach (var queue in Names.ChangingQueues)
        {
            foreach (var exchange in Names.ChangingExchanges)
                await InspectBindingAsync(channel, new Definition(exchange, queue));
        }
    }

    private async Task InspectBindingAsync(IChannel channel, Definition binding)
    {
        if (definitions[Definition.OfExchange(binding.Exchange)] != Presence.Present)
            return;
        var body = Guid.NewGuid().ToByteArray();
        var routed = await IsRoutedAsync(channel, binding, body);
        if (definitions[Definition.OfQueue(binding.Queue)] == Presence.Present)
        {
            check.Observe(binding, routed);
            var got = await channel.BasicGetAsync(binding.Queue, autoAck: true);
            if (got is null == routed || (got is not null && !got.Body.Span.SequenceEqual(body)))
                ledger.Report(ViolationKind.MissingDefinition, $"{binding}", "does not lead where it should");
        }
        else if (routed)
        {
            ledger.Report(ViolationKind.UndeletedDefinition, $"{binding}", "is there without the queue");
        }
    }

    private static async Task<bool> IsRoutedAsync(IChannel channel, Definition binding, byte[] body)
    {
        try
        {
            await channel.BasicPublishAsync(binding.Exchange, routingKey: binding.Queue, mandatory: true, body);
            return true;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            return false;
        }
    }

    // A refusal closes the channel: each question has its own.
    private async Task<bool> ExistsAsync(Func<IChannel, Task> ask)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await ask(channel);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode is 404 or 406)
        {
            return false;
        }
    }
}
