namespace Pabal.Wire.Amqp;

/// <summary>exchange.bind-ok (40,31): the binding is there.</summary>
public readonly record struct ExchangeBindOk : IAmqpMethod<ExchangeBindOk>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeBindOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ExchangeBindOk Read(ref AmqpReader reader) => default;
}
