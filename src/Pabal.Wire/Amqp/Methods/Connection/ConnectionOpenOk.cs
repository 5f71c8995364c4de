namespace Pabal.Wire.Amqp;

/// <summary>connection.open-ok (10,41): the virtual host is open.</summary>
public readonly record struct ConnectionOpenOk : IAmqpMethod<ConnectionOpenOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionOpenOk;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteOctet(0);
    }

    public static ConnectionOpenOk Read(ref AmqpReader reader)
    {
        reader.ReadShortString();
        return default;
    }
}
