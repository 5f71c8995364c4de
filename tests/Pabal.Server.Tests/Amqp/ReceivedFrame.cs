using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A frame that came from the broker.</summary>
internal sealed record ReceivedFrame(FrameType Type, ushort Channel, byte[] Payload)
{
    public AmqpMethodId Method => Type == FrameType.Method
        ? (AmqpMethodId)BinaryPrimitives.ReadUInt32BigEndian(Payload)
        : AmqpMethodId.None;

    public string Description => Type == FrameType.Method ? Method.ToString() : Type.ToString();

    /// <summary>"channel 404 (50,10) NOT_FOUND - ..." for channel.close, the same with "connection" for connection.close.</summary>
    public string? Error
    {
        get
        {
            switch (Method)
            {
                case AmqpMethodId.ChannelClose:
                    var channel = MethodFrame.ReadArguments<ChannelClose>(Payload.AsSpan(4));
                    return Describe("channel", channel.ReplyCode, channel.ReplyText, channel.FailedMethod);
                case AmqpMethodId.ConnectionClose:
                    var connection = MethodFrame.ReadArguments<ConnectionClose>(Payload.AsSpan(4));
                    return Describe("connection", connection.ReplyCode, connection.ReplyText, connection.FailedMethod);
                default:
                    return null;
            }
        }
    }

    /// <summary>False when the octets don't hold a whole frame.</summary>
    public static bool TryTake(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out ReceivedFrame? frame, out int length)
    {
        frame = null;
        length = 0;
        if (!FrameHeader.TryRead(octets, out var header) || octets.Length < header.FrameLength)
            return false;
        length = (int)header.FrameLength;
        octets[length - 1].ShouldBe(Frame.End);
        var payload = octets.Slice(Frame.HeaderLength, (int)header.PayloadLength).ToArray();
        frame = new ReceivedFrame(header.Type, header.Channel, payload);
        return true;
    }

    private static string Describe(string what, ReplyCode code, string text, AmqpMethodId failed) =>
        $"{what} {(int)code} ({(uint)failed >> 16},{(ushort)failed}) {text}";
}
