namespace Pabal.Wire.Amqp;

/// <summary>tx.rollback (90,30): drops the transaction's publishes and acknowledgements.</summary>
public readonly record struct TxRollback : IAmqpMethod<TxRollback>
{
    public AmqpMethodId Id => AmqpMethodId.TxRollback;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxRollback Read(ref AmqpReader reader) => default;
}
