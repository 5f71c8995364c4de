using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Frames and methods that are not what they must be (AMQP 0-9-1 §2.3, §4.2), and the methods of channel 0.</summary>
internal static class FrameErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("frame type 4", "?", client => client.Send(TestFrames.Any(4, 1, [1, 2, 3]))),
        new("frame type 0", "?", client => client.Send(TestFrames.Any(0, 1, []))),
        new("frame type 255 on channel 0", "?", client => client.Send(TestFrames.Any(255, 0, "abc"u8))),
        new("frame end 0", "?", client => client.Send(TestFrames.Any(1, 1, [0, 20, 0, 10, 0], end: 0))),
        new("body frame end 0", "?", client => client.Send(TestFrames.BasicPublish("", Names.Queue))
            .Send(TestFrames.Header(3)).Send(TestFrames.Any(3, 1, "abc"u8, end: 0))),
        new("frame too large", "?", client => client.Send([1, 0, 1, 0, 2, 0, 1])),
        new("frame of four gigabytes", "?", client => client.Send([3, 0, 1, 255, 255, 255, 255])),
        new("body frame too large", "?", client => client.Send([3, 0, 1, 0, 1, 255, 249])),
        new("method frame without octets", "?", client => client.Send(TestFrames.Any(1, 1, []))),
        new("method frame of three octets", "?", client => client.Send(TestFrames.Any(1, 1, [0, 50, 0]))),
        new("unknown class", "?", client => client.Send(TestFrames.Method(1, 99, 1))),
        new("unknown method", "?", client => client.Send(TestFrames.Method(1, 50, 99))),
        new("unknown class on channel 0", "?", client => client.Send(TestFrames.Method(0, 99, 1))),
        new("method cut off", "?", client => client.Send(TestFrames.Method(1, 50, 10, 0, 0, 3, 97))),
        new("octets behind a method", "?", client => client.Send(TestFrames.Method(1, 60, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9))),
        new("long string beyond the frame", "?", client => client.Send(
            TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 0, 0, 0, 7, 1, 120, (byte)'S', 255, 255, 255, 255))),
        new("table beyond the frame", "?", client => client.Send(TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 255, 0, 0, 0))),
        new("unknown field type", "?", client => client.Send(
            TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 0, 0, 0, 3, 1, 120, (byte)'?'))),
        new("method that only a broker sends", "?", client => client.Send(1, new QueueDeclareOk("q", 1, 1))),
        new("basic.deliver from a client", "?", client => client.Send(
            TestFrames.Method(1, new BasicDeliver("t"u8, 1, false, MessageEnvelope.Encode("", "q"))))),
        new("channel.open-ok from a client", "?", client => client.Send(1, default(ChannelOpenOk))),
        new("heartbeat on channel 1", "?", client => client.Send(TestFrames.Any(8, 1, []))),
        new("heartbeat with a payload", "?", client => client.Send(TestFrames.Any(8, 0, [1, 2, 3]))),
        new("header frame on channel 0", "?", client => client.Send(TestFrames.Header(1, channel: 0))),
        new("body frame on channel 0", "?", client => client.Send(TestFrames.Body("a"u8, channel: 0))),
        new("channel.open on channel 0", "?", client => client.Send(0, default(ChannelOpen))),
        new("queue.declare on channel 0", "?", client => client.Send(0, Names.Declare(Names.Queue))),
        new("connection.open when open", "?", client => client.Send(0, new ConnectionOpen("/"))),
        new("connection.start-ok when open", "?", client => client.Send(
            0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", [0], "en_US"))),
        new("connection.tune-ok when open", "?", client => client.Send(0, new ConnectionTuneOk(1, 4096, 0))),
        new("connection.close-ok unasked", "?", client => client.Send(0, default(ConnectionCloseOk))),
        new("connection.close on channel 1", "?", client => client.Send(
            1, new ConnectionClose(ReplyCode.Success, "bye", AmqpMethodId.None))),
        new("unknown method on channel 0", "?", client => client.Send(TestFrames.Method(0, 10, 99))),
    ];
}
