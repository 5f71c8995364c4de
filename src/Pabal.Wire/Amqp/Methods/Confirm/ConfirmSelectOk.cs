namespace Pabal.Wire.Amqp;

/// <summary>confirm.select-ok (85,11): publishes will be confirmed.</summary>
public readonly record struct ConfirmSelectOk : IAmqpMethod<ConfirmSelectOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConfirmSelectOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ConfirmSelectOk Read(ref AmqpReader reader) => default;
}
