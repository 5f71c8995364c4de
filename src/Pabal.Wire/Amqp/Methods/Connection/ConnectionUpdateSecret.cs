namespace Pabal.Wire.Amqp;

/// <summary>connection.update-secret (10,70): the client renews its credentials; an extension of RabbitMQ.</summary>
public readonly record struct ConnectionUpdateSecret(byte[] NewSecret, string Reason) : IAmqpMethod<ConnectionUpdateSecret>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionUpdateSecret;

    public int MaxLength => 4 + AmqpWriter.LongStringLength(NewSecret) + AmqpWriter.ShortStringLength(Reason);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongString(NewSecret);
        writer.WriteShortString(Reason);
    }

    public static ConnectionUpdateSecret Read(ref AmqpReader reader) => new(
        reader.ReadLongString().ToArray(),
        reader.ReadShortText());
}
