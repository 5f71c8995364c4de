namespace Pabal.Wire.Amqp;

/// <summary>connection.tune-ok (10,31): the client settles the limits.</summary>
public readonly record struct ConnectionTuneOk(
    ushort ChannelMax, uint FrameMax, ushort HeartbeatSeconds) : IAmqpMethod<ConnectionTuneOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionTuneOk;

    public int MaxLength => 12;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(ChannelMax);
        writer.WriteLong(FrameMax);
        writer.WriteShort(HeartbeatSeconds);
    }

    public static ConnectionTuneOk Read(ref AmqpReader reader) => new(
        reader.ReadShort(),
        reader.ReadLong(),
        reader.ReadShort());
}
