namespace Pabal.Wire.Amqp;

/// <summary>confirm.select (85,10): asks for publisher confirms; an extension of RabbitMQ.</summary>
public readonly record struct ConfirmSelect(bool NoWait) : IAmqpMethod<ConfirmSelect>
{
    public AmqpMethodId Id => AmqpMethodId.ConfirmSelect;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteBits(NoWait);
    }

    public static ConfirmSelect Read(ref AmqpReader reader) => new((reader.ReadOctet() & 1) != 0);
}
