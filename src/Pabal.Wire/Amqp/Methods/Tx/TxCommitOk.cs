namespace Pabal.Wire.Amqp;

/// <summary>tx.commit-ok (90,21): they have happened.</summary>
public readonly record struct TxCommitOk : IAmqpMethod<TxCommitOk>
{
    public AmqpMethodId Id => AmqpMethodId.TxCommitOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxCommitOk Read(ref AmqpReader reader) => default;
}
