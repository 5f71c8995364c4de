using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Acknowledging, rejecting and recovering what was never delivered (AMQP 0-9-1 §1.8.3.13, RabbitMQ's basic.nack).</summary>
internal static class SettlementErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("ack of an unknown tag",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => client.Send(1, new BasicAck(1, false))),
        new("ack of tag 0",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 0",
            client => client.Send(1, new BasicAck(0, false))),
        new("multiple ack of tag 0 of nothing", "ok", client => client.Send(1, new BasicAck(0, true))),
        new("multiple ack of an unknown tag",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 7",
            client => client.Send(1, new BasicAck(7, true))),
        new("multiple ack above the last tag",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 2",
            client => Got(client).Send(1, new BasicAck(2, true))),
        new("ack twice",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => Got(client).Send(1, new BasicAck(1, false)).Send(1, new BasicAck(1, false))),
        new("multiple ack twice",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => Got(client).Send(1, new BasicAck(1, true)).Send(1, new BasicAck(1, true))),
        new("ack after multiple ack of tag 0",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => Got(client)
            .Send(1, new BasicAck(0, true)).Send(1, new BasicAck(1, false))),
        new("ack of what needs none",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => client.Send(1, Names.Declare(Names.Queue)).Publish("", Names.Queue, "a")
            .Send(1, new BasicGet(Names.Queue, NoAck: true)).Send(1, new BasicAck(1, false))),
        new("nack of an unknown tag",
            "channel 406 (60,120) PRECONDITION_FAILED - unknown delivery tag 3",
            client => client.Send(1, new BasicNack(3, false, true))),
        new("multiple nack of an unknown tag",
            "channel 406 (60,120) PRECONDITION_FAILED - unknown delivery tag 3",
            client => client.Send(1, new BasicNack(3, true, false))),
        new("multiple nack of tag 0 of nothing", "ok", client => client.Send(1, new BasicNack(0, true, true))),
        new("reject of an unknown tag",
            "channel 406 (60,90) PRECONDITION_FAILED - unknown delivery tag 5",
            client => client.Send(1, new BasicReject(5, true))),
        new("reject of an acknowledged tag",
            "channel 406 (60,90) PRECONDITION_FAILED - unknown delivery tag 1",
            client => Got(client)
            .Send(1, new BasicAck(1, false)).Send(1, new BasicReject(1, true))),
        new("ack of a recovered tag",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            client => Got(client)
            .Send(1, new BasicRecover(true)).Send(1, new BasicAck(1, false))),
        new("ack on another channel",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            async (client, _) =>
        {
            await Got(client).ExpectMessageAsync(AmqpMethodId.BasicGetOk);
            await client.OpenChannelAsync(2);
            client.Send(2, new BasicAck(1, false));
        })
        {
            ComesByItself = true,
        },
        new("ack twice in a transaction",
            "channel 406 (60,80) PRECONDITION_FAILED - unknown delivery tag 1",
            async (client, _) =>
        {
            await GotInTransactionAsync(client);
            client.Send(1, new BasicAck(1, false)).Send(1, new BasicAck(1, false));
        }),
        new("ack again after a rollback", "ok", async (client, _) =>
        {
            await GotInTransactionAsync(client);
            await client.Send(1, new BasicAck(1, false)).Send(1, default(TxRollback)).ExpectAsync<TxRollbackOk>();
            client.Send(1, new BasicAck(1, false));
        }),
    ];

    private static AmqpTestClient Got(AmqpTestClient client) => client
        .Send(1, Names.Declare(Names.Queue)).Publish("", Names.Queue, "a").Send(1, new BasicGet(Names.Queue, false));

    private static async Task GotInTransactionAsync(AmqpTestClient client)
    {
        await client.Send(1, Names.Declare(Names.Queue)).Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        await client.Publish("", Names.Queue, "a").Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();
        await client.Send(1, new BasicGet(Names.Queue, false)).ExpectMessageAsync(AmqpMethodId.BasicGetOk);
    }
}
