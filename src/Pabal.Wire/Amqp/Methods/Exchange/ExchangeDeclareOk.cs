namespace Pabal.Wire.Amqp;

/// <summary>exchange.declare-ok (40,11): the exchange is there.</summary>
public readonly record struct ExchangeDeclareOk : IAmqpMethod<ExchangeDeclareOk>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeDeclareOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ExchangeDeclareOk Read(ref AmqpReader reader) => default;
}
