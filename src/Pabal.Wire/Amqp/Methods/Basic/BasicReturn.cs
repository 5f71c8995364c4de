namespace Pabal.Wire.Amqp;

/// <summary>basic.return (60,50): a mandatory message found no queue; its content follows.</summary>
/// <param name="replyCode">Why it comes back.</param>
/// <param name="replyText">At most 255 octets; RabbitMQ sends the code's name alone.</param>
/// <param name="envelope">Exchange and routing key as in <see cref="MessageEnvelope"/>; kept, not copied, not checked.</param>
public readonly ref struct BasicReturn(ReplyCode replyCode, string replyText, ReadOnlySpan<byte> envelope)
    : IAmqpMethod<BasicReturn>
{
    public AmqpMethodId Id => AmqpMethodId.BasicReturn;

    public ReplyCode ReplyCode { get; } = replyCode;

    public string ReplyText { get; } = replyText;

    public ReadOnlySpan<byte> Envelope { get; } = envelope;

    public int MaxLength => 6 + AmqpWriter.ShortStringLength(ReplyText) + Envelope.Length;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort((ushort)ReplyCode);
        writer.WriteShortString(ReplyText);
        writer.WriteRaw(Envelope);
    }

    public static BasicReturn Read(ref AmqpReader reader)
    {
        var replyCode = (ReplyCode)reader.ReadShort();
        var replyText = reader.ReadShortText();
        return new(replyCode, replyText, reader.ReadEnvelope());
    }
}
