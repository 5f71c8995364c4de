namespace Pabal.Wire.Amqp;

/// <summary>basic.cancel (60,30): ends a consumer; sent by the server when its queue is gone.</summary>
public readonly record struct BasicCancel(string ConsumerTag, bool NoWait) : IAmqpMethod<BasicCancel>
{
    public AmqpMethodId Id => AmqpMethodId.BasicCancel;

    public int MaxLength => 5 + AmqpWriter.ShortStringLength(ConsumerTag);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(ConsumerTag);
        writer.WriteBits(NoWait);
    }

    public static BasicCancel Read(ref AmqpReader reader) => new(reader.ReadShortText(), (reader.ReadOctet() & 1) != 0);
}
