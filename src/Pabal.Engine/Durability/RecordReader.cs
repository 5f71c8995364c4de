using System.Text;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Durability;

/// <summary>Reads what <see cref="RecordBuffer"/> has built. The log has checked the octets, so a fault here is one of the format.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> octets = octets;

    public readonly bool IsAtEnd => octets.IsEmpty;

    /// <summary>Octets that are not read yet.</summary>
    public readonly int Left => octets.Length;

    public byte ReadOctet() => Take(1)[0];

    public ulong ReadNumber() => VarInt.TryReadLong(ref octets, out var value) ? value : throw Malformed();

    /// <summary>A number that counts something.</summary>
    public int ReadCount() => ReadNumber() is var value and <= int.MaxValue ? (int)value : throw Malformed();

    public string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    public FieldTable ReadTable()
    {
        var reader = new AmqpReader(octets);
        var table = reader.ReadTable();
        Take(reader.Position);
        return table;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > octets.Length)
            throw Malformed();
        var taken = octets[..length];
        octets = octets[length..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("a record of the log is whole, but its content does not decode");
}
