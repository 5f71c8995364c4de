using System.Buffers.Binary;
using System.Numerics;

namespace Pabal.Wire.Amqp;

//  ┌──────────┬────────────────────────────────────────────────────────────────┐
//  │ flags: 2 │ for each flag from bit 15 down: the property's value, unpadded │
//  └──────────┴────────────────────────────────────────────────────────────────┘
/// <summary>
/// Finds single properties in the encoded flags and list without decoding the rest and without allocating. On a list
/// that <see cref="TryValidate"/> refuses, properties may seem absent, but nothing throws.
/// </summary>
/// <param name="raw">Property flags and property list.</param>
public readonly ref struct BasicPropertiesView(ReadOnlySpan<byte> raw)
{
    private readonly ReadOnlySpan<byte> raw = raw;

    /// <summary>Which properties are there.</summary>
    public BasicPropertyFlags Flags =>
        BinaryPrimitives.TryReadUInt16BigEndian(raw, out var flags) ? (BasicPropertyFlags)flags : BasicPropertyFlags.None;

    /// <summary>1 for transient, 2 for persistent; null when absent.</summary>
    public byte? DeliveryMode => OctetOf(BasicPropertyFlags.DeliveryMode);

    /// <summary>Null when absent.</summary>
    public byte? Priority => OctetOf(BasicPropertyFlags.Priority);

    /// <summary>
    /// Whether flags and list fit each other to the last octet. Headers are skipped by their length:
    /// <see cref="FieldTableView.IsWellFormed"/> looks into them.
    /// </summary>
    public bool TryValidate()
    {
        if (raw.Length < sizeof(ushort) || (Flags & BasicPropertyFlags.Undefined) != BasicPropertyFlags.None)
            return false;
        uint left = (ushort)Flags;
        var rest = raw[sizeof(ushort)..];
        while (left != 0)
        {
            var flag = 1u << BitOperations.Log2(left);
            left ^= flag;
            var length = LengthOf((BasicPropertyFlags)flag, rest);
            if (length > rest.Length)
                return false;
            rest = rest[length..];
        }
        return rest.IsEmpty;
    }

    /// <summary>Milliseconds as decimal digits, as sent.</summary>
    public bool TryGetExpiration(out ReadOnlySpan<byte> text) => TryGetText(BasicPropertyFlags.Expiration, out text);

    public bool TryGetUserId(out ReadOnlySpan<byte> text) => TryGetText(BasicPropertyFlags.UserId, out text);

    public bool TryGetReplyTo(out ReadOnlySpan<byte> text) => TryGetText(BasicPropertyFlags.ReplyTo, out text);

    public bool TryGetMessageId(out ReadOnlySpan<byte> text) => TryGetText(BasicPropertyFlags.MessageId, out text);

    public bool TryGetCorrelationId(out ReadOnlySpan<byte> text) => TryGetText(BasicPropertyFlags.CorrelationId, out text);

    /// <summary>The encoded headers, length included: for <see cref="FieldTableView"/> or <see cref="AmqpReader"/>.</summary>
    public bool TryGetHeaders(out ReadOnlySpan<byte> table) => TryFind(BasicPropertyFlags.Headers, out table);

    /// <summary>Whether the headers have a field of that name (UTF-8), at their top level.</summary>
    public bool HasHeader(ReadOnlySpan<byte> name) =>
        TryGetHeaders(out var table) && new FieldTableView(table).Contains(name);

    /// <summary>The encoded value of a single property, length octets included; false when it is absent or cut off.</summary>
    public bool TryFind(BasicPropertyFlags wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        uint left = (ushort)Flags;
        if ((left & (uint)wanted) == 0)
            return false;
        var rest = raw[sizeof(ushort)..];
        while (true)
        {
            var flag = 1u << BitOperations.Log2(left);
            left ^= flag;
            var length = LengthOf((BasicPropertyFlags)flag, rest);
            if (length > rest.Length)
                return false;
            if (flag == (uint)wanted)
            {
                value = rest[..length];
                return true;
            }
            rest = rest[length..];
        }
    }

    private byte? OctetOf(BasicPropertyFlags flag) => TryFind(flag, out var value) ? value[0] : null;

    private bool TryGetText(BasicPropertyFlags flag, out ReadOnlySpan<byte> text)
    {
        var found = TryFind(flag, out text);
        if (found)
            text = text[1..];
        return found;
    }

    // More than rest has where even the length is cut off.
    private static int LengthOf(BasicPropertyFlags flag, ReadOnlySpan<byte> rest) => flag switch
    {
        BasicPropertyFlags.DeliveryMode or BasicPropertyFlags.Priority => 1,
        BasicPropertyFlags.Timestamp => 8,
        BasicPropertyFlags.Headers => BinaryPrimitives.TryReadUInt32BigEndian(rest, out var length)
            ? (int)Math.Min(4L + length, int.MaxValue)
            : int.MaxValue,
        _ => rest.IsEmpty ? 1 : 1 + rest[0],
    };
}
