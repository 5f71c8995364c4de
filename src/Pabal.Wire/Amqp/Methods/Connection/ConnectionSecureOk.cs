namespace Pabal.Wire.Amqp;

/// <summary>connection.secure-ok (10,21): the answer to a SASL challenge.</summary>
public readonly record struct ConnectionSecureOk(byte[] Response) : IAmqpMethod<ConnectionSecureOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionSecureOk;

    public int MaxLength => 4 + AmqpWriter.LongStringLength(Response);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongString(Response);
    }

    public static ConnectionSecureOk Read(ref AmqpReader reader) => new(reader.ReadLongString().ToArray());
}
