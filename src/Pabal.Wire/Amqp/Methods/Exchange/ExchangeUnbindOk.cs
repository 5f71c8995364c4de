namespace Pabal.Wire.Amqp;

/// <summary>exchange.unbind-ok (40,51): the binding is gone; 51, not 41, by an oversight that clients have long copied.</summary>
public readonly record struct ExchangeUnbindOk : IAmqpMethod<ExchangeUnbindOk>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeUnbindOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ExchangeUnbindOk Read(ref AmqpReader reader) => default;
}
