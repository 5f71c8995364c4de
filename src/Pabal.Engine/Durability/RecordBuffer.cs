using System.Text;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Durability;

/// <summary>Builds the index of a log record: numbers as <see cref="VarInt"/> has them, and AMQP values.</summary>
internal sealed class RecordBuffer
{
    private byte[] octets = new byte[64];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Octets => octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Write(byte value) => Reserve(1)[0] = value;

    public void WriteNumber(ulong value)
    {
        var used = VarInt.Write(Reserve(VarInt.MaxLongLength), value);
        Length -= VarInt.MaxLongLength - used;
    }

    public void WriteNumber(long value) => WriteNumber((ulong)value);

    public void WriteText(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteNumber(length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    public void WriteTable(FieldTable table) => new AmqpWriter(Reserve(AmqpWriter.TableLength(table))).WriteTable(table);

    public void Write(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    private Span<byte> Reserve(int length)
    {
        if (octets.Length - Length < length)
            Array.Resize(ref octets, Math.Max(octets.Length * 2, Length + length));
        var room = octets.AsSpan(Length, length);
        Length += length;
        return room;
    }
}
