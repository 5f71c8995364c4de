namespace Pabal.Wire.Amqp;

/// <summary>queue.unbind-ok (50,51): the binding is gone.</summary>
public readonly record struct QueueUnbindOk : IAmqpMethod<QueueUnbindOk>
{
    public AmqpMethodId Id => AmqpMethodId.QueueUnbindOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static QueueUnbindOk Read(ref AmqpReader reader) => default;
}
