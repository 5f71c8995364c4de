namespace Pabal.Wire.Amqp;

/// <summary>connection.start-ok (10,11): the client chooses one and answers it.</summary>
public readonly record struct ConnectionStartOk(
    FieldTable ClientProperties, string Mechanism, byte[] Response, string Locale) : IAmqpMethod<ConnectionStartOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionStartOk;

    public int MaxLength =>
        4 + AmqpWriter.TableLength(ClientProperties)
        + AmqpWriter.ShortStringLength(Mechanism)
        + AmqpWriter.LongStringLength(Response)
        + AmqpWriter.ShortStringLength(Locale);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteTable(ClientProperties);
        writer.WriteShortString(Mechanism);
        writer.WriteLongString(Response);
        writer.WriteShortString(Locale);
    }

    public static ConnectionStartOk Read(ref AmqpReader reader) => new(
        reader.ReadTable(),
        reader.ReadShortText(),
        reader.ReadLongString().ToArray(),
        reader.ReadShortText());
}
