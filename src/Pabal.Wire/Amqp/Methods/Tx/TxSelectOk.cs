namespace Pabal.Wire.Amqp;

/// <summary>tx.select-ok (90,11): the channel is transactional.</summary>
public readonly record struct TxSelectOk : IAmqpMethod<TxSelectOk>
{
    public AmqpMethodId Id => AmqpMethodId.TxSelectOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxSelectOk Read(ref AmqpReader reader) => default;
}
