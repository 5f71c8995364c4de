namespace Pabal.Wire.Amqp;

/// <summary>queue.bind-ok (50,21): the binding is there.</summary>
public readonly record struct QueueBindOk : IAmqpMethod<QueueBindOk>
{
    public AmqpMethodId Id => AmqpMethodId.QueueBindOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static QueueBindOk Read(ref AmqpReader reader) => default;
}
