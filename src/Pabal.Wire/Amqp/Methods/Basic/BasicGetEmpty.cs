namespace Pabal.Wire.Amqp;

/// <summary>basic.get-empty (60,72): the queue has no message.</summary>
public readonly record struct BasicGetEmpty : IAmqpMethod<BasicGetEmpty>
{
    public AmqpMethodId Id => AmqpMethodId.BasicGetEmpty;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteOctet(0);
    }

    public static BasicGetEmpty Read(ref AmqpReader reader)
    {
        reader.ReadShortString();
        return default;
    }
}
