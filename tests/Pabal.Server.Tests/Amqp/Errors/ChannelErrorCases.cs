using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Channels: opening, closing, flow, modes (AMQP 0-9-1 §1.5, §1.9, and RabbitMQ's confirm class).</summary>
internal static class ChannelErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("method on a channel that is not open",
            "connection 504 (50,10) CHANNEL_ERROR - expected 'channel.open'",
            client => client.Send(5, Names.Declare(Names.Queue))) { ComesByItself = true },
        new("header on a channel that is not open",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Send(TestFrames.Header(1, channel: 5))),
        new("body on a channel that is not open",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Send(TestFrames.Body("a"u8, channel: 5))),
        new("second channel.open",
            "connection 504 (20,10) CHANNEL_ERROR - second 'channel.open' seen",
            client => client.Send(1, default(ChannelOpen))),
        new("channel.close of a channel not open", "ok", client => client.Send(
            5, new ChannelClose(ReplyCode.Success, "bye", AmqpMethodId.None))),
        new("channel.close-ok unasked",
            "connection 503 (20,41) COMMAND_INVALID - unimplemented method",
            client => client.Send(1, default(ChannelCloseOk))),
        new("channel.close-ok of a channel not open", "ok", client => client.Send(5, default(ChannelCloseOk))),
        new("channel beyond the negotiated maximum", "ok", client => client.Send(2048, default(ChannelOpen))),
        new("channel.flow inactive", "ok", client => client.Send(1, new ChannelFlow(false)))
        {
            PeerExpected = "connection 540 (20,20) NOT_IMPLEMENTED - active=false",
        },
        new("channel.flow active", "ok", client => client.Send(1, new ChannelFlow(true))),
        new("channel.flow-ok unasked",
            "connection 503 (20,21) COMMAND_INVALID - unimplemented method",
            client => client.Send(1, new ChannelFlowOk(true))),
        new("confirm.select on a transactional channel",
            "channel 406 (85,10) PRECONDITION_FAILED - cannot switch from tx to confirm mode",
            client => client
            .Send(1, default(TxSelect)).Send(1, new ConfirmSelect(true))),
        new("tx.select on a confirming channel",
            "channel 406 (90,10) PRECONDITION_FAILED - cannot switch from confirm to tx mode",
            client => client
            .Send(1, new ConfirmSelect(true)).Send(1, default(TxSelect))),
        new("tx.commit without tx.select",
            "channel 406 (90,20) PRECONDITION_FAILED - channel is not transactional",
            client => client.Send(1, default(TxCommit))),
        new("tx.rollback without tx.select",
            "channel 406 (90,30) PRECONDITION_FAILED - channel is not transactional",
            client => client.Send(1, default(TxRollback))),
        new("confirm.select twice", "ok", client => client.Send(1, new ConfirmSelect(true)).Send(1, new ConfirmSelect(true))),
    ];
}
