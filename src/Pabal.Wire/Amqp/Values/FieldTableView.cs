using System.Buffers.Binary;
using System.Text.Unicode;

namespace Pabal.Wire.Amqp;

/// <summary>Looks into an encoded field table without decoding it. Malformed octets are never an exception here.</summary>
/// <param name="octets">The table, its length included.</param>
public readonly ref struct FieldTableView(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> octets = octets;

    /// <summary>Whether there is a field of that name; false also where the table stops being well-formed before it.</summary>
    public bool Contains(ReadOnlySpan<byte> name) => TryFind(name, out _);

    /// <summary>
    /// Decodes the first field of that name; false when there is none. Throws <see cref="MalformedException"/> when
    /// its value does not decode.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> name, out FieldValue value)
    {
        value = FieldValue.Void;
        if (!TryFind(name, out var encoded))
            return false;
        var reader = new AmqpReader(encoded);
        value = FieldReader.ReadValue(ref reader, 1);
        return true;
    }

    /// <summary>Finds the first field of that name; false also where the table stops being well-formed before it.</summary>
    /// <param name="name">In UTF-8.</param>
    /// <param name="type">What the value is; one of the enumeration's.</param>
    /// <param name="value">Its octets, as many as the type has, without a length before them.</param>
    public bool TryFind(ReadOnlySpan<byte> name, out FieldType type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        return TryFind(name, out var encoded) && TryTakeValue(ref encoded, out type, out value);
    }

    /// <summary>Whether <see cref="AmqpReader.ReadTable"/> would read exactly these octets; checks nested tables, too.</summary>
    public bool IsWellFormed()
    {
        var rest = octets;
        return TryTakePrefixed(ref rest, out var content) && rest.IsEmpty && AreFields(content, 1);
    }

    private bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> typedValue)
    {
        typedValue = default;
        var rest = octets;
        if (!TryTakePrefixed(ref rest, out var content))
            return false;
        while (TryTakeName(ref content, out var candidate))
        {
            var start = content;
            if (!TryTakeValue(ref content, out _, out _))
                return false;
            if (candidate.SequenceEqual(name))
            {
                typedValue = start[..^content.Length];
                return true;
            }
        }
        return false;
    }

    private static bool AreFields(ReadOnlySpan<byte> content, int depth)
    {
        while (!content.IsEmpty)
        {
            if (!TryTakeName(ref content, out var name) || !Utf8.IsValid(name) || !IsValue(ref content, depth))
                return false;
        }
        return true;
    }

    private static bool AreItems(ReadOnlySpan<byte> content, int depth)
    {
        while (!content.IsEmpty)
        {
            if (!IsValue(ref content, depth))
                return false;
        }
        return true;
    }

    private static bool IsValue(scoped ref ReadOnlySpan<byte> content, int depth)
    {
        if (!TryTakeValue(ref content, out var type, out var value))
            return false;
        return type switch
        {
            FieldType.Table => depth < AmqpReader.MaxDepth && AreFields(value, depth + 1),
            FieldType.Array => depth < AmqpReader.MaxDepth && AreItems(value, depth + 1),
            _ => true,
        };
    }

    private static bool TryTakeName(scoped ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (content.IsEmpty || content.Length <= content[0])
            return false;
        name = content.Slice(1, content[0]);
        content = content[(1 + content[0])..];
        return true;
    }

    private static bool TryTakeValue(scoped ref ReadOnlySpan<byte> content, out FieldType type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        if (content.IsEmpty)
            return false;
        type = (FieldType)content[0];
        var length = FieldTypeLayout.OctetsOf(type);
        content = content[1..];
        if (length == FieldTypeLayout.LengthPrefixed)
            return TryTakePrefixed(ref content, out value);
        if (length < 0 || length > content.Length)
            return false;
        value = content[..length];
        content = content[length..];
        return true;
    }

    private static bool TryTakePrefixed(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out var length) || length > (uint)(rest.Length - 4))
            return false;
        content = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }
}
