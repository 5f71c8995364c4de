using System.Buffers.Binary;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Frames as octets, correct ones and others.</summary>
internal static class TestFrames
{
    public static byte[] Method<T>(ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct
    {
        var octets = new byte[MethodFrame.MaxLength(method)];
        return octets[..MethodFrame.Write(octets, channel, method)];
    }

    /// <summary>A method frame with a class and method id of any value, and the arguments given.</summary>
    public static byte[] Method(ushort channel, ushort classId, ushort methodId, params byte[] arguments)
    {
        var payload = new byte[4 + arguments.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, classId);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), methodId);
        arguments.CopyTo(payload, 4);
        return Any((byte)FrameType.Method, channel, payload);
    }

    public static byte[] Any(byte type, ushort channel, ReadOnlySpan<byte> payload, byte end = Frame.End)
    {
        var octets = new byte[payload.Length + Frame.Overhead];
        new FrameHeader((FrameType)type, channel, (uint)payload.Length).Write(octets);
        payload.CopyTo(octets.AsSpan(Frame.HeaderLength));
        octets[^1] = end;
        return octets;
    }

    public static byte[] BasicPublish(string exchange, string key, bool mandatory = false, bool immediate = false, ushort channel = 1) =>
        Method(channel, new BasicPublish(MessageEnvelope.Encode(exchange, key), mandatory, immediate));

    public static byte[] Header(ulong bodySize, BasicProperties? properties = null, ushort classId = 60, ushort channel = 1)
    {
        var encoded = new byte[64 * 1024];
        var writer = new AmqpWriter(encoded);
        (properties ?? new BasicProperties()).Write(ref writer);
        return Header(bodySize, encoded.AsSpan(0, writer.Written), classId, channel);
    }

    public static byte[] Header(ulong bodySize, ReadOnlySpan<byte> properties, ushort classId = 60, ushort channel = 1)
    {
        var payload = new byte[ContentHeader.FixedLength + properties.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, classId);
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(4), bodySize);
        properties.CopyTo(payload.AsSpan(ContentHeader.FixedLength));
        return Any((byte)FrameType.Header, channel, payload);
    }

    public static byte[] Body(ReadOnlySpan<byte> octets, ushort channel = 1) => Any((byte)FrameType.Body, channel, octets);

    /// <summary>basic.publish with its content, in as many body frames as it takes.</summary>
    public static byte[] Publish(
        string exchange,
        string key,
        ReadOnlySpan<byte> body,
        BasicProperties? properties = null,
        bool mandatory = false,
        ushort channel = 1,
        int maxPayload = 4088)
    {
        using var octets = new MemoryStream();
        octets.Write(BasicPublish(exchange, key, mandatory, channel: channel));
        octets.Write(Header((ulong)body.Length, properties, channel: channel));
        for (; body.Length > 0; body = body[Math.Min(body.Length, maxPayload)..])
            octets.Write(Body(body[..Math.Min(body.Length, maxPayload)], channel));
        return octets.ToArray();
    }
}
