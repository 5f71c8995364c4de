using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Consuming and getting (AMQP 0-9-1 §1.8), and RabbitMQ's direct reply-to.</summary>
internal static class BasicErrorCases
{
    private const string ReplyTo = "amq.rabbitmq.reply-to";

    public static ErrorCase[] All { get; } =
    [
        new("consume from a missing queue", "?", client => client.Send(1, Names.Consume(Names.Missing))),
        new("consume without name", "?", client => client.Send(1, Names.Consume(""))),
        new("consume from a locked queue", "?", async (client, other) =>
        {
            await Names.LockAsync(other);
            client.Send(1, Names.Consume(Names.Locked));
        }),
        new("consume where another consumer is exclusive", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, exclusive: true)).Send(1, Names.Consume(Names.Queue))),
        new("consume exclusively where others are", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue)).Send(1, Names.Consume(Names.Queue, exclusive: true))),
        new("consume with a tag in use", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, "t")).Send(1, Names.Consume(Names.Queue, "t"))),
        new("consume from a missing queue with a tag in use", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, "t")).Send(1, Names.Consume(Names.Missing, "t"))),
        new("consume with a priority that is no number", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new BasicConsume(
                Names.Queue, "t", false, false, false, true, Names.Table("x-priority", FieldValue.String("high"))))),
        new("cancel of an unknown tag", "?", client => client.Send(1, new BasicCancel("nobody", true))),
        new("get from a missing queue", "?", client => client.Send(1, new BasicGet(Names.Missing, false))),
        new("get without name", "?", client => client.Send(1, new BasicGet("", false))),
        new("get from a locked queue", "?", async (client, other) =>
        {
            await Names.LockAsync(other);
            client.Send(1, new BasicGet(Names.Locked, true));
        }),
        new("get beside an exclusive consumer", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, exclusive: true)).Send(1, new BasicGet(Names.Queue, true))),
        new("qos with a prefetch size", "?", client => client.Send(1, new BasicQos(1000, 1, false))),
        new("recover without requeue", "?", client => client.Send(1, new BasicRecover(false))),
        new("recover-async without requeue", "?", client => client.Send(1, new BasicRecoverAsync(false))),
        new("direct reply-to with acknowledgements", "?", client => client.Send(1, Names.Consume(ReplyTo))),
        new("direct reply-to twice", "?", client => client
            .Send(1, Names.Consume(ReplyTo, noAck: true)).Send(1, Names.Consume(ReplyTo, noAck: true))),
        new("direct reply-to got", "?", client => client.Send(1, new BasicGet(ReplyTo, true))),
        new("direct reply-to declared", "?", client => client.Send(1, Names.Declare(ReplyTo))),
        new("direct reply-to declared passively", "?", client => client.Send(
            1, new QueueDeclare(ReplyTo, true, false, false, false, true, FieldTable.Empty))),
        new("direct reply-to deleted", "?", client => client.Send(1, new QueueDelete(ReplyTo, false, false, true))),
        new("direct reply-to purged", "?", client => client.Send(1, new QueuePurge(ReplyTo, true))),
        new("direct reply-to bound", "?", client => client.Send(1, new QueueBind(ReplyTo, "amq.direct", "k", true, FieldTable.Empty))),
    ];
}
