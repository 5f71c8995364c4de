namespace Pabal.Wire.Amqp;

/// <summary>channel.flow-ok (20,21): the peer has paused or resumed.</summary>
public readonly record struct ChannelFlowOk(bool Active) : IAmqpMethod<ChannelFlowOk>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelFlowOk;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteBits(Active);
    }

    public static ChannelFlowOk Read(ref AmqpReader reader) => new((reader.ReadOctet() & 1) != 0);
}
