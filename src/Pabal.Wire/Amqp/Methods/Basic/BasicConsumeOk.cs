namespace Pabal.Wire.Amqp;

/// <summary>basic.consume-ok (60,21): the consumer is started.</summary>
public readonly record struct BasicConsumeOk(string ConsumerTag) : IAmqpMethod<BasicConsumeOk>
{
    public AmqpMethodId Id => AmqpMethodId.BasicConsumeOk;

    public int MaxLength => 4 + AmqpWriter.ShortStringLength(ConsumerTag);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(ConsumerTag);
    }

    public static BasicConsumeOk Read(ref AmqpReader reader) => new(reader.ReadShortText());
}
