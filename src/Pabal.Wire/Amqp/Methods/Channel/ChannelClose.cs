namespace Pabal.Wire.Amqp;

/// <summary>channel.close (20,40): either side ends the channel.</summary>
public readonly record struct ChannelClose(
    ReplyCode ReplyCode, string ReplyText, AmqpMethodId FailedMethod) : IAmqpMethod<ChannelClose>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelClose;

    public int MaxLength => 10 + AmqpWriter.ShortStringLength(ReplyCodeText.Fit(ReplyText));

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort((ushort)ReplyCode);
        writer.WriteShortString(ReplyCodeText.Fit(ReplyText));
        writer.WriteMethodId(FailedMethod);
    }

    public static ChannelClose Read(ref AmqpReader reader) => new(
        (ReplyCode)reader.ReadShort(),
        reader.ReadShortText(),
        (AmqpMethodId)reader.ReadLong());
}
