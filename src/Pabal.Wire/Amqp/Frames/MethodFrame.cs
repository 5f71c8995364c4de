namespace Pabal.Wire.Amqp;

//  ┌──────────────┬──────────┬───────────┬───────────┬──────┐
//  │ frame header │ class: 2 │ method: 2 │ arguments │ 0xCE │
//  └──────────────┴──────────┴───────────┴───────────┴──────┘
/// <summary>Frames that carry a method (AMQP 0-9-1 §2.3.5.1).</summary>
public static class MethodFrame
{
    /// <summary>An upper bound of what <see cref="Write"/> writes, in octets.</summary>
    public static int MaxLength<T>(in T method)
        where T : struct, IAmqpMethod, allows ref struct => Frame.Overhead + method.MaxLength;

    /// <summary>Writes the whole frame and returns its length in octets.</summary>
    public static int Write<T>(Span<byte> destination, ushort channel, in T method)
        where T : struct, IAmqpMethod, allows ref struct
    {
        var writer = new AmqpWriter(destination);
        var header = writer.Reserve(Frame.HeaderLength);
        method.Write(ref writer);
        new FrameHeader(FrameType.Method, channel, (uint)(writer.Written - Frame.HeaderLength)).Write(header);
        writer.WriteOctet(Frame.End);
        return writer.Written;
    }

    /// <summary>
    /// Reads the arguments that follow class and method id, to the last octet. Throws <see cref="MalformedException"/>
    /// when they do not decode or octets are left over.
    /// </summary>
    public static T ReadArguments<T>(ReadOnlySpan<byte> arguments)
        where T : struct, IAmqpMethod<T>
    {
        var reader = new AmqpReader(arguments);
        var method = T.Read(ref reader);
        reader.ExpectEnd();
        return method;
    }
}
