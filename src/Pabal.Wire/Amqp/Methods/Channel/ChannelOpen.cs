namespace Pabal.Wire.Amqp;

/// <summary>channel.open (20,10): the client opens a channel.</summary>
public readonly record struct ChannelOpen : IAmqpMethod<ChannelOpen>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelOpen;

    public int MaxLength => 5;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteOctet(0);
    }

    public static ChannelOpen Read(ref AmqpReader reader)
    {
        reader.ReadShortString();
        return default;
    }
}
