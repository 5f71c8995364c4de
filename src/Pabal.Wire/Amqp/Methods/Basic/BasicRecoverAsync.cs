namespace Pabal.Wire.Amqp;

/// <summary>basic.recover-async (60,100): requeues what is unacknowledged, without an answer; obsolete.</summary>
public readonly record struct BasicRecoverAsync(bool Requeue) : IAmqpMethod<BasicRecoverAsync>
{
    public AmqpMethodId Id => AmqpMethodId.BasicRecoverAsync;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteBits(Requeue);
    }

    public static BasicRecoverAsync Read(ref AmqpReader reader) => new((reader.ReadOctet() & 1) != 0);
}
