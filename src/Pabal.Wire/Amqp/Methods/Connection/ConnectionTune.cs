namespace Pabal.Wire.Amqp;

/// <summary>connection.tune (10,30): the server proposes limits; zero means none.</summary>
public readonly record struct ConnectionTune(
    ushort ChannelMax, uint FrameMax, ushort HeartbeatSeconds) : IAmqpMethod<ConnectionTune>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionTune;

    public int MaxLength => 12;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(ChannelMax);
        writer.WriteLong(FrameMax);
        writer.WriteShort(HeartbeatSeconds);
    }

    public static ConnectionTune Read(ref AmqpReader reader) => new(reader.ReadShort(), reader.ReadLong(), reader.ReadShort());
}
