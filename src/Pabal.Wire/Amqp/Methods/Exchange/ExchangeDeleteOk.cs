namespace Pabal.Wire.Amqp;

/// <summary>exchange.delete-ok (40,21): the exchange is gone.</summary>
public readonly record struct ExchangeDeleteOk : IAmqpMethod<ExchangeDeleteOk>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeDeleteOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ExchangeDeleteOk Read(ref AmqpReader reader) => default;
}
