using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Channels: opening, closing, flow, modes (AMQP 0-9-1 §1.5, §1.9, and RabbitMQ's confirm class).</summary>
internal static class ChannelErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("method on a channel that is not open", "?", client => client.Send(5, Names.Declare(Names.Queue))),
        new("header on a channel that is not open", "?", client => client.Send(TestFrames.Header(1, channel: 5))),
        new("body on a channel that is not open", "?", client => client.Send(TestFrames.Body("a"u8, channel: 5))),
        new("second channel.open", "?", client => client.Send(1, default(ChannelOpen))),
        new("channel.close of a channel that is not open", "?", client => client.Send(
            5, new ChannelClose(ReplyCode.Success, "bye", AmqpMethodId.None))),
        new("channel.close-ok unasked", "?", client => client.Send(1, default(ChannelCloseOk))),
        new("channel.close-ok of a channel that is not open", "?", client => client.Send(5, default(ChannelCloseOk))),
        new("channel beyond the negotiated maximum", "?", client => client.Send(2048, default(ChannelOpen))),
        new("method after channel.close", "?", client => client.Send(
            1, new ChannelClose(ReplyCode.Success, "bye", AmqpMethodId.None)).Send(1, Names.Declare(Names.Queue))),
        new("channel.flow inactive", "?", client => client.Send(1, new ChannelFlow(false))) { PeerExpected = "?" },
        new("channel.flow active", "?", client => client.Send(1, new ChannelFlow(true))),
        new("channel.flow-ok unasked", "?", client => client.Send(1, new ChannelFlowOk(true))),
        new("confirm.select on a transactional channel", "?", client => client
            .Send(1, default(TxSelect)).Send(1, new ConfirmSelect(true))),
        new("tx.select on a confirming channel", "?", client => client
            .Send(1, new ConfirmSelect(true)).Send(1, default(TxSelect))),
        new("tx.commit without tx.select", "?", client => client.Send(1, default(TxCommit))),
        new("tx.rollback without tx.select", "?", client => client.Send(1, default(TxRollback))),
        new("confirm.select twice", "?", client => client.Send(1, new ConfirmSelect(true)).Send(1, new ConfirmSelect(true))),
    ];
}
