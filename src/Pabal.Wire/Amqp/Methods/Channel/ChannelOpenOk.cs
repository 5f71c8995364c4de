namespace Pabal.Wire.Amqp;

/// <summary>channel.open-ok (20,11): the channel is open.</summary>
public readonly record struct ChannelOpenOk : IAmqpMethod<ChannelOpenOk>
{
    public AmqpMethodId Id => AmqpMethodId.ChannelOpenOk;

    public int MaxLength => 8;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLong(0);
    }

    public static ChannelOpenOk Read(ref AmqpReader reader)
    {
        reader.ReadLongString();
        return default;
    }
}
