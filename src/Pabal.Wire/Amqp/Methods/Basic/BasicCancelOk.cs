namespace Pabal.Wire.Amqp;

/// <summary>basic.cancel-ok (60,31): the consumer is ended.</summary>
public readonly record struct BasicCancelOk(string ConsumerTag) : IAmqpMethod<BasicCancelOk>
{
    public AmqpMethodId Id => AmqpMethodId.BasicCancelOk;

    public int MaxLength => 4 + AmqpWriter.ShortStringLength(ConsumerTag);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(ConsumerTag);
    }

    public static BasicCancelOk Read(ref AmqpReader reader) => new(reader.ReadShortText());
}
