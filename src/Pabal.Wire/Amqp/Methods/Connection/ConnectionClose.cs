namespace Pabal.Wire.Amqp;

/// <summary>connection.close (10,50): either side ends the connection.</summary>
public readonly record struct ConnectionClose(
    ReplyCode ReplyCode, string ReplyText, AmqpMethodId FailedMethod) : IAmqpMethod<ConnectionClose>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionClose;

    public int MaxLength => 10 + AmqpWriter.ShortStringLength(ReplyCodeText.Fit(ReplyText));

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort((ushort)ReplyCode);
        writer.WriteShortString(ReplyCodeText.Fit(ReplyText));
        writer.WriteMethodId(FailedMethod);
    }

    public static ConnectionClose Read(ref AmqpReader reader) => new(
        (ReplyCode)reader.ReadShort(),
        reader.ReadShortText(),
        (AmqpMethodId)reader.ReadLong());
}
