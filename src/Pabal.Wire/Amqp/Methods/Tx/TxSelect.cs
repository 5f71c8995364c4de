namespace Pabal.Wire.Amqp;

/// <summary>tx.select (90,10): makes the channel transactional.</summary>
public readonly record struct TxSelect : IAmqpMethod<TxSelect>
{
    public AmqpMethodId Id => AmqpMethodId.TxSelect;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static TxSelect Read(ref AmqpReader reader) => default;
}
