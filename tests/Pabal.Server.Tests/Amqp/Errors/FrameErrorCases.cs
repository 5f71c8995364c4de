using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Frames and methods that are not what they must be (AMQP 0-9-1 §2.3, §4.2), and the methods of channel 0.</summary>
internal static class FrameErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("frame type 4",
            "connection 501 (0,0) FRAME_ERROR - type 4, all octets = <<1,2,3>>: unknown_frame",
            client => client.Send(TestFrames.Any(4, 1, [1, 2, 3]))),
        new("frame type 0",
            "connection 501 (0,0) FRAME_ERROR - type 0, all octets = <<>>: unknown_frame",
            client => client.Send(TestFrames.Any(0, 1, []))),
        new("frame type 255 on channel 0",
            "connection 501 (0,0) FRAME_ERROR - type 255, all octets = <<\"abc\">>: unknown_frame",
            client => client.Send(TestFrames.Any(255, 0, "abc"u8))),
        new("frame end 0",
            "connection 501 (0,0) FRAME_ERROR - type 1, all octets = <<0,20,0,10,0>>: {invalid_frame_end_marker,0}",
            client => client.Send(TestFrames.Any(1, 1, [0, 20, 0, 10, 0], end: 0))),
        new("body frame end 0",
            "connection 501 (0,0) FRAME_ERROR - type 3, all octets = <<\"abc\">>: {invalid_frame_end_marker,0}",
            client => client.Send(TestFrames.BasicPublish("", Names.Queue))
            .Send(TestFrames.Header(3)).Send(TestFrames.Any(3, 1, "abc"u8, end: 0))),
        new("frame too large",
            "connection 501 (0,0) FRAME_ERROR - type 1, all octets = <<>>: {frame_too_large,131073,131064}",
            client => client.Send([1, 0, 1, 0, 2, 0, 1])),
        new("frame of four gigabytes",
            "connection 501 (0,0) FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4294967295,131064}",
            client => client.Send([3, 0, 1, 255, 255, 255, 255])),
        new("method frame without octets",
            "connection 501 (0,0) FRAME_ERROR - type 1, all octets = <<>>: unknown_frame",
            client => client.Send(TestFrames.Any(1, 1, []))),
        new("method frame of three octets",
            "connection 501 (0,0) FRAME_ERROR - type 1, all octets = <<0,50,0>>: unknown_frame",
            client => client.Send(TestFrames.Any(1, 1, [0, 50, 0]))),
        new("unknown class",
            "connection 503 (99,1) COMMAND_INVALID - unimplemented method",
            client => client.Send(TestFrames.Method(1, 99, 1)))
        {
            PeerExpected = "ended",
        },
        new("unknown method",
            "connection 503 (50,99) COMMAND_INVALID - unimplemented method",
            client => client.Send(TestFrames.Method(1, 50, 99)))
        {
            PeerExpected = "ended",
        },
        new("unknown class on channel 0",
            "connection 503 (99,1) COMMAND_INVALID - unimplemented method",
            client => client.Send(TestFrames.Method(0, 99, 1)))
        {
            PeerExpected = "ended",
        },
        new("method cut off",
            "connection 501 (50,10) FRAME_ERROR - cannot decode <<0,0,3,97>>",
            client => client.Send(TestFrames.Method(1, 50, 10, 0, 0, 3, 97))),
        new("octets behind a method",
            "connection 501 (60,80) FRAME_ERROR - cannot decode <<0,0,0,0,0,0,0,1,0,9>>",
            client => client.Send(TestFrames.Method(1, 60, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9))),
        new("long string beyond the frame",
            "connection 501 (50,10) FRAME_ERROR - cannot decode <<0,0,1,97,0,0,0,0,7,1,120,83,255,255,255,255>>",
            client => client.Send(
            TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 0, 0, 0, 7, 1, 120, (byte)'S', 255, 255, 255, 255)))
        {
            PeerExpected = "ended",
        },
        new("table beyond the frame",
            "connection 501 (50,10) FRAME_ERROR - cannot decode <<0,0,1,97,0,255,0,0,0>>",
            client => client.Send(TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 255, 0, 0, 0))),
        new("unknown field type",
            "connection 501 (50,10) FRAME_ERROR - cannot decode <<0,0,1,97,0,0,0,0,3,1,120,63>>",
            client => client.Send(
            TestFrames.Method(1, 50, 10, 0, 0, 1, 97, 0, 0, 0, 0, 3, 1, 120, (byte)'?')))
        {
            PeerExpected = "ended",
        },
        new("method that only a broker sends",
            "connection 503 (50,11) COMMAND_INVALID - unimplemented method",
            client => client.Send(1, new QueueDeclareOk("q", 1, 1))),
        new("basic.deliver from a client",
            "connection 503 (60,60) COMMAND_INVALID - unimplemented method",
            client => client.Send(
            TestFrames.Method(1, new BasicDeliver("t"u8, 1, false, MessageEnvelope.Encode("", "q")))))
        {
            PeerExpected = "connection 505 (60,60) UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
        },
        new("channel.open-ok from a client",
            "connection 503 (20,11) COMMAND_INVALID - unimplemented method",
            client => client.Send(1, default(ChannelOpenOk))),
        new("heartbeat on channel 1",
            "connection 505 (0,0) UNEXPECTED_FRAME - type 8, all octets = <<>>",
            client => client.Send(TestFrames.Any(8, 1, []))),
        new("heartbeat with a payload",
            "connection 501 (0,0) FRAME_ERROR - type 8, all octets = <<1,2,3>>: unknown_frame",
            client => client.Send(TestFrames.Any(8, 0, [1, 2, 3]))),
        new("header frame on channel 0",
            "connection 505 (0,0) UNEXPECTED_FRAME - type 2, all octets = <<0,60,0,0,0,0,0,0,0,0,0,1,0,0>>",
            client => client.Send(TestFrames.Header(1, channel: 0))),
        new("body frame on channel 0",
            "connection 505 (0,0) UNEXPECTED_FRAME - type 3, all octets = <<\"a\">>",
            client => client.Send(TestFrames.Body("a"u8, channel: 0))),
        new("channel.open on channel 0",
            "connection 504 (20,10) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(0, default(ChannelOpen))),
        new("queue.declare on channel 0",
            "connection 504 (50,10) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(0, Names.Declare(Names.Queue))),
        new("connection.open when open",
            "connection 504 (10,40) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(0, new ConnectionOpen("/"))),
        new("connection.start-ok when open",
            "connection 504 (10,11) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(
            0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", [0], "en_US"))),
        new("connection.tune-ok when open",
            "connection 504 (10,31) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(0, new ConnectionTuneOk(1, 4096, 0))),
        new("connection.close-ok unasked",
            "connection 504 (10,51) CHANNEL_ERROR - unexpected method in connection state running",
            client => client.Send(0, default(ConnectionCloseOk))),
        new("connection.close on channel 1",
            "connection 503 (10,50) COMMAND_INVALID - unimplemented method",
            client => client.Send(
            1, new ConnectionClose(ReplyCode.Success, "bye", AmqpMethodId.None))),
        new("unknown method on channel 0",
            "connection 503 (10,99) COMMAND_INVALID - unimplemented method",
            client => client.Send(TestFrames.Method(0, 10, 99)))
        {
            PeerExpected = "ended",
        },
    ];
}
