namespace Pabal.Wire.Amqp;

/// <summary>connection.start (10,10): the server offers SASL mechanisms.</summary>
public readonly record struct ConnectionStart(
    byte VersionMajor, byte VersionMinor, FieldTable ServerProperties, string Mechanisms,
    string Locales) : IAmqpMethod<ConnectionStart>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionStart;

    public int MaxLength =>
        6 + AmqpWriter.TableLength(ServerProperties)
        + AmqpWriter.LongStringLength(Mechanisms)
        + AmqpWriter.LongStringLength(Locales);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteOctet(VersionMajor);
        writer.WriteOctet(VersionMinor);
        writer.WriteTable(ServerProperties);
        writer.WriteLongString(Mechanisms);
        writer.WriteLongString(Locales);
    }

    public static ConnectionStart Read(ref AmqpReader reader) => new(
        reader.ReadOctet(),
        reader.ReadOctet(),
        reader.ReadTable(),
        reader.ReadLongText(),
        reader.ReadLongText());
}
