using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Pabal.Wire.Amqp;

/// <summary>
/// Reads AMQP values, big-endian, from the octets of one complete frame (AMQP 0-9-1 §4.2.5). Every read that would
/// run over the end throws <see cref="MalformedException"/>; a length is checked before anything is allocated for it.
/// </summary>
public ref struct AmqpReader(ReadOnlySpan<byte> octets)
{
    /// <summary>How deep tables and arrays may nest: they are read recursively, and a frame must not exhaust the stack.</summary>
    public const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> octets = octets;

    /// <summary>Octets read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Octets left to read.</summary>
    public readonly int Remaining => octets.Length - Position;

    public byte ReadOctet() => Take(1)[0];

    public ushort ReadShort() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint ReadLong() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong ReadLongLong() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>A timestamp: seconds since 1970 (UTC).</summary>
    public ulong ReadTimestamp() => ReadLongLong();

    /// <summary>A short string's octets: a view of at most 255, whatever their encoding.</summary>
    public ReadOnlySpan<byte> ReadShortString() => Take(ReadOctet());

    /// <summary>A short string as text, which has to be valid UTF-8.</summary>
    public string ReadShortText() => Text(ReadShortString());

    /// <summary>A long string's octets, as a view.</summary>
    public ReadOnlySpan<byte> ReadLongString() => Take(ReadLong());

    /// <summary>A long string as text, which has to be valid UTF-8.</summary>
    public string ReadLongText() => Text(ReadLongString());

    /// <summary>Exchange and routing key in a row, with their length octets: see <see cref="MessageEnvelope"/>.</summary>
    public ReadOnlySpan<byte> ReadEnvelope()
    {
        var start = Position;
        ReadShortString();
        ReadShortString();
        return octets[start..Position];
    }

    /// <summary>A field table. Of fields with the same name the first counts.</summary>
    public FieldTable ReadTable() => FieldReader.ReadTable(ref this, 1);

    /// <summary>The next octets, as a view.</summary>
    public ReadOnlySpan<byte> Take(uint length)
    {
        if (length > (uint)Remaining)
            ThrowOverrun();
        var taken = octets.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    /// <summary>Throws <see cref="MalformedException"/> when octets are left over.</summary>
    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
            throw new MalformedException("octets after the last argument");
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return string.Empty;
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new MalformedException("a string is not valid UTF-8");
    }

    [DoesNotReturn]
    private static void ThrowOverrun() => throw new MalformedException("a value is longer than the frame");
}
