using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

/// <summary>Holds one method against the octets of its arguments.</summary>
internal static class MethodVector
{
    /// <summary>Written, it has to be these octets; read, it has to be itself; cut short or too long, it is malformed.</summary>
    public static T Check<T>(T method, string argumentsHex)
        where T : struct, IAmqpMethod<T>
    {
        var arguments = Convert.FromHexString(argumentsHex);
        var frame = FrameOf(method);
        Convert.ToHexString(frame.AsSpan(Frame.HeaderLength + 4, arguments.Length)).ShouldBe(argumentsHex.ToUpperInvariant());
        FrameHeader.TryRead(frame, out var header).ShouldBeTrue();
        header.ShouldBe(new FrameHeader(FrameType.Method, 7, (uint)arguments.Length + 4));
        new AmqpReader(frame.AsSpan(Frame.HeaderLength)).ReadLong().ShouldBe((uint)method.Id);
        frame[^1].ShouldBe(Frame.End);

        for (var length = 0; length < arguments.Length; length++)
            Should.Throw<MalformedException>(() => MethodFrame.ReadArguments<T>(arguments.AsSpan(0, length)));
        Should.Throw<MalformedException>(() => MethodFrame.ReadArguments<T>([.. arguments, 0]));
        var read = MethodFrame.ReadArguments<T>(arguments);
        FrameOf(read).ShouldBe(frame);
        return read;
    }

    /// <summary>As <see cref="Check"/>, for methods whose fields compare by value.</summary>
    public static void CheckEqual<T>(T method, string argumentsHex)
        where T : struct, IAmqpMethod<T> => Check(method, argumentsHex).ShouldBe(method);

    /// <summary>Writes into exactly <see cref="MethodFrame.MaxLength"/> octets.</summary>
    public static byte[] FrameOf<T>(T method)
        where T : struct, IAmqpMethod<T>
    {
        var octets = new byte[MethodFrame.MaxLength(method)];
        var written = MethodFrame.Write(octets, 7, method);
        return octets[..written];
    }
}
