namespace Pabal.Wire.Amqp;

/// <summary>connection.secure (10,20): a further SASL challenge.</summary>
public readonly record struct ConnectionSecure(byte[] Challenge) : IAmqpMethod<ConnectionSecure>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionSecure;

    public int MaxLength => 4 + AmqpWriter.LongStringLength(Challenge);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongString(Challenge);
    }

    public static ConnectionSecure Read(ref AmqpReader reader) => new(reader.ReadLongString().ToArray());
}
