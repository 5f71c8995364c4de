namespace Pabal.Wire.Amqp;

/// <summary>channel.flow (20,20): pauses or resumes the content sent to the peer.</summary>
public readonly record struct ChannelFlow(bool Active) : IAmqpMethod<ChannelFlow>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelFlow;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteBits(Active);
    }

    public static ChannelFlow Read(ref AmqpReader reader) => new((reader.ReadOctet() & 1) != 0);
}
