using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Consuming and getting (AMQP 0-9-1 §1.8), and RabbitMQ's direct reply-to.</summary>
internal static class BasicErrorCases
{
    private const string ReplyTo = "amq.rabbitmq.reply-to";

    public static ErrorCase[] All { get; } =
    [
        new("consume from a missing queue",
            "channel 404 (60,20) NOT_FOUND - no queue 'pabal.missing' in vhost '/'",
            client => client.Send(1, Names.Consume(Names.Missing))),
        new("consume without name",
            "channel 404 (60,20) NOT_FOUND - no previously declared queue",
            client => client.Send(1, Names.Consume(""))),
        new("consume from a locked queue",
            "channel 405 (60,20) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            async (client, other) =>
        {
            await Names.LockAsync(other);
            client.Send(1, Names.Consume(Names.Locked));
        }),
        new("consume where another consumer is exclusive",
            "channel 403 (60,20) ACCESS_REFUSED - queue 'pabal.q' in vhost '/' in exclusive use",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, exclusive: true)).Send(1, Names.Consume(Names.Queue))),
        new("consume exclusively where others are",
            "channel 403 (60,20) ACCESS_REFUSED - queue 'pabal.q' in vhost '/' in exclusive use",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue)).Send(1, Names.Consume(Names.Queue, exclusive: true))),
        new("consume with a tag in use",
            "connection 530 (60,20) NOT_ALLOWED - attempt to reuse consumer tag 't'",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, "t")).Send(1, Names.Consume(Names.Queue, "t"))),
        new("consume from a missing queue, tag in use",
            "connection 530 (60,20) NOT_ALLOWED - attempt to reuse consumer tag 't'",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, "t")).Send(1, Names.Consume(Names.Missing, "t"))),
        new("consume with a priority that is no number",
            "channel 406 (60,20) PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'pabal.q' in vhost '/': \"expected integer, got longstr\"",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new BasicConsume(
                Names.Queue, "t", false, false, false, true, Names.Table("x-priority", FieldValue.String("high"))))),
        new("consume with a selector that is none",
            "channel 406 (60,20) PRECONDITION_FAILED - invalid arg 'x-selector' for queue 'pabal.q' in vhost '/': a value is expected at position 8",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new BasicConsume(
                Names.Queue, "t", false, false, false, true, Names.Table("x-selector", FieldValue.String("color = ")))))
        {
            PeerExpected = "ok",
        },
        new("cancel of an unknown tag", "ok", client => client.Send(1, new BasicCancel("nobody", true))),
        new("get from a missing queue",
            "channel 404 (60,70) NOT_FOUND - no queue 'pabal.missing' in vhost '/'",
            client => client.Send(1, new BasicGet(Names.Missing, false))),
        new("get without name",
            "channel 404 (60,70) NOT_FOUND - no previously declared queue",
            client => client.Send(1, new BasicGet("", false))),
        new("get from a locked queue",
            "channel 405 (60,70) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            async (client, other) =>
        {
            await Names.LockAsync(other);
            client.Send(1, new BasicGet(Names.Locked, true));
        }),
        new("get beside an exclusive consumer", "ok", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue, exclusive: true)).Send(1, new BasicGet(Names.Queue, true))),
        new("qos with a prefetch size",
            "connection 540 (60,10) NOT_IMPLEMENTED - prefetch_size!=0 (1000)",
            client => client.Send(1, new BasicQos(1000, 1, false))),
        new("recover without requeue",
            "connection 540 (60,110) NOT_IMPLEMENTED - requeue=false",
            client => client.Send(1, new BasicRecover(false))),
        new("recover-async without requeue",
            "connection 540 (60,100) NOT_IMPLEMENTED - requeue=false",
            client => client.Send(1, new BasicRecoverAsync(false))),
        new("direct reply-to with acknowledgements",
            "channel 406 (60,20) PRECONDITION_FAILED - reply consumer cannot acknowledge",
            client => client.Send(1, Names.Consume(ReplyTo))),
        new("direct reply-to twice",
            "channel 406 (60,20) PRECONDITION_FAILED - reply consumer already set",
            client => client
            .Send(1, Names.Consume(ReplyTo, noAck: true)).Send(1, Names.Consume(ReplyTo, noAck: true))),
        new("direct reply-to got",
            "channel 404 (60,70) NOT_FOUND - no queue 'amq.rabbitmq.reply-to' in vhost '/'",
            client => client.Send(1, new BasicGet(ReplyTo, true))),
        new("direct reply-to declared", "ok", client => client.Send(1, Names.Declare(ReplyTo))),
        new("direct reply-to declared passively", "ok", client => client.Send(
            1, new QueueDeclare(ReplyTo, true, false, false, false, true, FieldTable.Empty))),
        new("direct reply-to deleted", "ok", client => client.Send(1, new QueueDelete(ReplyTo, false, false, true))),
        new("direct reply-to purged",
            "channel 404 (50,30) NOT_FOUND - no queue 'amq.rabbitmq.reply-to' in vhost '/'",
            client => client.Send(1, new QueuePurge(ReplyTo, true))),
        new("direct reply-to bound",
            "channel 404 (50,20) NOT_FOUND - no queue 'amq.rabbitmq.reply-to' in vhost '/'",
            client => client.Send(1, new QueueBind(ReplyTo, "amq.direct", "k", true, FieldTable.Empty))),
    ];
}
