namespace Pabal.Wire.Amqp;

/// <summary>tx.commit (90,20): makes the transaction's publishes and acknowledgements happen.</summary>
public readonly record struct TxCommit : IAmqpMethod<TxCommit>
{
    public AmqpMethodId Id => AmqpMethodId.TxCommit;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxCommit Read(ref AmqpReader reader) => default;
}
