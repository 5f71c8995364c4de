namespace Pabal.Wire.Amqp;

/// <summary>access.request-ok (30,11): a ticket, which nothing looks at.</summary>
public readonly record struct AccessRequestOk(ushort Ticket) : IAmqpMethod<AccessRequestOk>
{
    public AmqpMethodId Id => AmqpMethodId.AccessRequestOk;

    public int MaxLength => 6;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(Ticket);
    }

    public static AccessRequestOk Read(ref AmqpReader reader) => new(reader.ReadShort());
}
