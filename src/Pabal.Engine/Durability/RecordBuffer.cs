using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Durability;

/// <summary>Builds the index of a log record: numbers of one to ten octets, seven bits in each, and AMQP values.</summary>
internal sealed class RecordBuffer
{
    private const int MaxNumberLength = 10;

    private byte[] octets = new byte[64];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Octets => octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Write(byte value) => Reserve(1)[0] = value;

    /// <summary>A number, seven bits to the octet, the lowest first; the highest bit says that more follow.</summary>
    public void WriteNumber(ulong value)
    {
        var room = Reserve(MaxNumberLength);
        var used = 0;
        for (; value >= 0x80; value >>= 7)
            room[used++] = (byte)(value | 0x80);
        room[used++] = (byte)value;
        Length -= MaxNumberLength - used;
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
