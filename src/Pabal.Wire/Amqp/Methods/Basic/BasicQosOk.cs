namespace Pabal.Wire.Amqp;

/// <summary>basic.qos-ok (60,11): the limit stands.</summary>
public readonly record struct BasicQosOk : IAmqpMethod<BasicQosOk>
{
    public AmqpMethodId Id => AmqpMethodId.BasicQosOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static BasicQosOk Read(ref AmqpReader reader) => default;
}
