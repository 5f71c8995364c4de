namespace Pabal.Wire.Amqp;

/// <summary>basic.qos (60,10): limits the deliveries that may be unacknowledged; zero means no limit.</summary>
public readonly record struct BasicQos(uint PrefetchSize, ushort PrefetchCount, bool Global) : IAmqpMethod<BasicQos>
{
    public AmqpMethodId Id => AmqpMethodId.BasicQos;

    public int MaxLength => 11;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLong(PrefetchSize);
        writer.WriteShort(PrefetchCount);
        writer.WriteBits(Global);
    }

    public static BasicQos Read(ref AmqpReader reader) => new(
        reader.ReadLong(),
        reader.ReadShort(),
        (reader.ReadOctet() & 1) != 0);
}
