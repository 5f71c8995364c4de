namespace Pabal.Wire.Amqp;

/// <summary>connection.close-ok (10,51): the connection is ended.</summary>
public readonly record struct ConnectionCloseOk : IAmqpMethod<ConnectionCloseOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionCloseOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ConnectionCloseOk Read(ref AmqpReader reader) => default;
}
