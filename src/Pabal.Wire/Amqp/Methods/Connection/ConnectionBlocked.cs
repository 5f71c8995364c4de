namespace Pabal.Wire.Amqp;

/// <summary>connection.blocked (10,60): publishing is paused; an extension of RabbitMQ.</summary>
public readonly record struct ConnectionBlocked(string Reason) : IAmqpMethod<ConnectionBlocked>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionBlocked;

    public int MaxLength => 4 + AmqpWriter.ShortStringLength(Reason);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(Reason);
    }

    public static ConnectionBlocked Read(ref AmqpReader reader) => new(reader.ReadShortText());
}
