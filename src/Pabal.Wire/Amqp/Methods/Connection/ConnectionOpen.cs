namespace Pabal.Wire.Amqp;

/// <summary>connection.open (10,40): the client chooses a virtual host.</summary>
public readonly record struct ConnectionOpen(string VirtualHost) : IAmqpMethod<ConnectionOpen>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionOpen;

    public int MaxLength => 6 + AmqpWriter.ShortStringLength(VirtualHost);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(VirtualHost);
        writer.WriteOctet(0);
        writer.WriteBits(false);
    }

    public static ConnectionOpen Read(ref AmqpReader reader)
    {
        var virtualHost = reader.ReadShortText();
        reader.ReadShortString();
        reader.ReadOctet();
        return new(virtualHost);
    }
}
