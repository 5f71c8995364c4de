namespace Pabal.Wire.Amqp;

/// <summary>basic.recover (60,110): requeues what is unacknowledged.</summary>
public readonly record struct BasicRecover(bool Requeue) : IAmqpMethod<BasicRecover>
{
    public AmqpMethodId Id => AmqpMethodId.BasicRecover;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteBits(Requeue);
    }

    public static BasicRecover Read(ref AmqpReader reader) => new((reader.ReadOctet() & 1) != 0);
}
