namespace Pabal.Wire.Amqp;

/// <summary>basic.recover-ok (60,111): it is requeued.</summary>
public readonly record struct BasicRecoverOk : IAmqpMethod<BasicRecoverOk>
{
    public AmqpMethodId Id => AmqpMethodId.BasicRecoverOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static BasicRecoverOk Read(ref AmqpReader reader) => default;
}
