using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Acknowledging, rejecting and recovering what was never delivered (AMQP 0-9-1 §1.8.3.13, RabbitMQ's basic.nack).</summary>
internal static class SettlementErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("ack of an unknown tag", "?", client => client.Send(1, new BasicAck(1, false))),
        new("ack of tag 0", "?", client => client.Send(1, new BasicAck(0, false))),
        new("multiple ack of tag 0 with nothing unsettled", "?", client => client.Send(1, new BasicAck(0, true))),
        new("multiple ack of an unknown tag", "?", client => client.Send(1, new BasicAck(7, true))),
        new("multiple ack above the last tag", "?", client => Got(client).Send(1, new BasicAck(2, true))),
        new("ack twice", "?", client => Got(client).Send(1, new BasicAck(1, false)).Send(1, new BasicAck(1, false))),
        new("multiple ack twice", "?", client => Got(client).Send(1, new BasicAck(1, true)).Send(1, new BasicAck(1, true))),
        new("ack after multiple ack of tag 0", "?", client => Got(client)
            .Send(1, new BasicAck(0, true)).Send(1, new BasicAck(1, false))),
        new("ack on another channel", "?", client => Got(client).Send(2, default(ChannelOpen)).Send(2, new BasicAck(1, false))),
        new("ack of what needs none", "?", client => client.Send(1, Names.Declare(Names.Queue)).Publish("", Names.Queue, "a")
            .Send(1, new BasicGet(Names.Queue, NoAck: true)).Send(1, new BasicAck(1, false))),
        new("nack of an unknown tag", "?", client => client.Send(1, new BasicNack(3, false, true))),
        new("multiple nack of an unknown tag", "?", client => client.Send(1, new BasicNack(3, true, false))),
        new("multiple nack of tag 0 with nothing unsettled", "?", client => client.Send(1, new BasicNack(0, true, true))),
        new("reject of an unknown tag", "?", client => client.Send(1, new BasicReject(5, true))),
        new("reject of an acknowledged tag", "?", client => Got(client)
            .Send(1, new BasicAck(1, false)).Send(1, new BasicReject(1, true))),
        new("ack of a recovered tag", "?", client => Got(client)
            .Send(1, new BasicRecover(true)).Send(1, new BasicAck(1, false))),
        new("ack twice in a transaction", "?", client => Got(client.Send(1, default(TxSelect)).Send(1, default(TxCommit)), commit: true)
            .Send(1, new BasicAck(1, false)).Send(1, new BasicAck(1, false))),
        new("ack again after a rollback", "?", client => Got(client.Send(1, default(TxSelect)), commit: true)
            .Send(1, new BasicAck(1, false)).Send(1, default(TxRollback)).Send(1, new BasicAck(1, false))),
    ];

    private static AmqpTestClient Got(AmqpTestClient client, bool commit = false)
    {
        client.Send(1, Names.Declare(Names.Queue)).Publish("", Names.Queue, "a");
        if (commit)
            client.Send(1, default(TxCommit));
        return client.Send(1, new BasicGet(Names.Queue, false));
    }
}
