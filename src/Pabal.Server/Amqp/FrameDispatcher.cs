using System.Buffers.Binary;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Hands each frame to channel 0 or to its channel, if it may come now. Owned by the connection's read loop.</summary>
internal sealed class FrameDispatcher(AmqpConnection connection, AmqpHandshake handshake, ChannelTable channels)
{
    /// <summary>Whether a complete frame is to be presented again when the replies to those before it were sent.</summary>
    public bool MustWait(in FrameHeader header, ReadOnlySpan<byte> payload) =>
        connection.State == ConnectionState.Authenticating || MustWaitForReplies(header, payload);

    private bool MustWaitForReplies(in FrameHeader header, ReadOnlySpan<byte> payload) =>
        connection.Replies.HasReplies
        && connection.IsOpen
        && header.Type == FrameType.Method
        && payload.Length >= 4
        && channels.MustWait(header.Channel, (AmqpMethodId)BinaryPrimitives.ReadUInt32BigEndian(payload));

    /// <summary>Whether a publish has to wait on a channel: not when its transaction has begun, which only it can end.</summary>
    public bool MustHoldPublish(ushort channel) =>
        connection.ReadGate.HoldsPublishes && !channels.HasUncommitted(channel);

    /// <summary>The method that a frame carries; none for other frames.</summary>
    public static AmqpMethodId MethodOf(in FrameHeader header, ReadOnlySpan<byte> payload) =>
        header.Type == FrameType.Method && payload.Length >= 4
            ? (AmqpMethodId)BinaryPrimitives.ReadUInt32BigEndian(payload)
            : AmqpMethodId.None;

    /// <summary>Handles a complete frame.</summary>
    /// <exception cref="AmqpException">A channel or the connection has to be closed.</exception>
    public void Dispatch(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Method:
                OnMethod(header.Channel, payload);
                break;
            case FrameType.Header:
                OnContentHeader(header.Channel, payload);
                break;
            case FrameType.Body:
                OnBody(header.Channel, payload);
                break;
            case FrameType.Heartbeat:
                if (!payload.IsEmpty)
                    throw AmqpException.OfFrame(ReplyCode.FrameError, FrameText.Unknown(header.Type, payload));
                if (header.Channel != 0)
                    throw AmqpException.OfFrame(ReplyCode.UnexpectedFrame, FrameText.Frame(header.Type, payload));
                break;
            default:
                throw AmqpException.OfFrame(ReplyCode.FrameError, FrameText.Unknown(header.Type, payload));
        }
    }

    /// <summary>Handles a body frame, or a part of one.</summary>
    /// <exception cref="AmqpException">A channel or the connection has to be closed.</exception>
    public void OnBody(ushort number, ReadOnlySpan<byte> octets)
    {
        if (number == 0)
            throw AmqpException.OfFrame(ReplyCode.UnexpectedFrame, FrameText.Frame(FrameType.Body, octets));
        if (connection.IsOpen && channels.ForContent(number) is { } channel)
            channel.Publishing.OnBody(octets);
    }

    private void OnContentHeader(ushort number, ReadOnlySpan<byte> payload)
    {
        if (number == 0)
            throw AmqpException.OfFrame(ReplyCode.UnexpectedFrame, FrameText.Frame(FrameType.Header, payload));
        if (payload.Length < ContentHeader.FixedLength + 2)
            throw AmqpException.OfFrame(ReplyCode.FrameError, FrameText.Unknown(FrameType.Header, payload));
        if (connection.IsOpen && channels.ForContent(number) is { } channel)
            channel.Publishing.OnContentHeader(payload);
    }

    private void OnMethod(ushort number, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 4)
            throw AmqpException.OfFrame(ReplyCode.FrameError, FrameText.Unknown(FrameType.Method, payload));
        if (number != 0 && connection.State < ConnectionState.Open)
            throw AmqpException.OfFrame(ReplyCode.UnexpectedFrame, FrameText.Frame(FrameType.Method, payload));
        var id = (AmqpMethodId)BinaryPrimitives.ReadUInt32BigEndian(payload);
        channels.Enter(number, id);
        try
        {
            OnMethod(number, id, payload[4..]);
        }
        catch (MalformedException)
        {
            throw NotDecoded(id, payload[4..]);
        }
    }

    private static AmqpException NotDecoded(AmqpMethodId id, ReadOnlySpan<byte> arguments) =>
        new(ReplyCode.FrameError, $"cannot decode {FrameText.Octets(arguments)}") { Method = id };

    private void OnMethod(ushort number, AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        if (number == 0)
            handshake.OnMethod(id, arguments);
        else if (connection.IsOpen)
            channels.OnMethod(number, id, arguments);
    }
}
