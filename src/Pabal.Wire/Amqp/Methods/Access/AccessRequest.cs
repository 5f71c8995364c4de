namespace Pabal.Wire.Amqp;

/// <summary>access.request (30,10): asks for an access ticket; obsolete, but old clients still send it.</summary>
public readonly record struct AccessRequest(
    string Realm, bool Exclusive, bool Passive, bool Active, bool Writable,
    bool Readable) : IAmqpMethod<AccessRequest>
{
    public AmqpMethodId Id => AmqpMethodId.AccessRequest;

    public int MaxLength => 5 + AmqpWriter.ShortStringLength(Realm);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(Realm);
        writer.WriteBits(Exclusive, Passive, Active, Writable, Readable);
    }

    public static AccessRequest Read(ref AmqpReader reader)
    {
        var realm = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(realm, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
    }
}
