namespace Pabal.Wire.Amqp;

/// <summary>channel.close-ok (20,41): the channel is ended.</summary>
public readonly record struct ChannelCloseOk : IAmqpMethod<ChannelCloseOk>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelCloseOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ChannelCloseOk Read(ref AmqpReader reader) => default;
}
