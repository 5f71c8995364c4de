using System.Text;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// RabbitMQ's direct reply-to: a channel consumes from a pseudo-queue, and what it publishes with that name in reply-to
/// carries an unguessable address instead, to which replies are published on the default exchange.
/// </summary>
/// <remarks>The address is an exclusive queue of the engine, so routing and delivery need nothing of their own.</remarks>
internal sealed class DirectReplyTo(AmqpChannel channel)
{
    public const string QueueName = "amq.rabbitmq.reply-to";

    private Queue? queue;

    public static ReadOnlySpan<byte> QueueNameOctets => "amq.rabbitmq.reply-to"u8;

    /// <summary>True for the pseudo-queue and for the addresses made of it; declaring one asks whether it is there.</summary>
    public static bool IsAddress(string name) =>
        name == QueueName || name.StartsWith($"{QueueName}.", StringComparison.Ordinal);

    /// <summary>Makes the queue that a consumer of the pseudo-queue really consumes from.</summary>
    /// <exception cref="AmqpException">There is one already, or the consumer wants to acknowledge.</exception>
    public Queue Create(bool autoAcknowledge)
    {
        if (!autoAcknowledge)
            throw new AmqpException(ReplyCode.PreconditionFailed, "reply consumer cannot acknowledge");
        if (queue is not null)
            throw new AmqpException(ReplyCode.PreconditionFailed, "reply consumer already set");
        var name = $"{QueueName}.{channel.Connection.Broker.CreateName()}";
        return queue = channel.VirtualHost.CreateInternalQueue(name, channel.Connection);
    }

    /// <summary>Removes the queue when its consumer is gone.</summary>
    public void Release(Queue consumed)
    {
        if (consumed == queue)
            Release();
    }

    /// <summary>Removes the queue, if there is one.</summary>
    public void Release()
    {
        if (queue is null)
            return;
        channel.VirtualHost.DeleteQueue(queue.Name, channel.Connection, ifUnused: false, ifEmpty: false);
        queue = null;
    }

    /// <returns>The properties with the real address in reply-to.</returns>
    /// <exception cref="AmqpException">The channel has no reply consumer.</exception>
    public byte[] Rewrite(ReadOnlySpan<byte> properties)
    {
        if (queue is null)
            throw new AmqpException(ReplyCode.PreconditionFailed, "fast reply consumer does not exist");
        return BasicPropertiesRewrite.WithReplyTo(properties, Encoding.UTF8.GetBytes(queue.Name));
    }
}
