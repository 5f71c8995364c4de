namespace Pabal.Wire.Amqp;

/// <summary>connection.unblocked (10,61): publishing may go on; an extension of RabbitMQ.</summary>
public readonly record struct ConnectionUnblocked : IAmqpMethod<ConnectionUnblocked>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionUnblocked;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ConnectionUnblocked Read(ref AmqpReader reader) => default;
}
