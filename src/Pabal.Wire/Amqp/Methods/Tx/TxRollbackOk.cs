namespace Pabal.Wire.Amqp;

/// <summary>tx.rollback-ok (90,31): they are dropped.</summary>
public readonly record struct TxRollbackOk : IAmqpMethod<TxRollbackOk>
{
    public AmqpMethodId Id => AmqpMethodId.TxRollbackOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxRollbackOk Read(ref AmqpReader reader) => default;
}
