namespace Pabal.Storage;

/// <summary>What a footer says of one record.</summary>
internal readonly ref struct LogFooterEntry
{
    public int PayloadLength { get; private init; }

    public byte Type { get; private init; }

    public int IndexLength { get; private init; }

    /// <summary>Empty when the index was too long to be repeated.</summary>
    public ReadOnlySpan<byte> Index { get; private init; }

    public bool HasIndex => IndexLength <= LogFooter.MaxIndexOctets;

    /// <summary>Reads an entry and steps behind it.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> footer, out LogFooterEntry entry)
    {
        entry = default;
        if (!VarInt.TryRead(ref footer, out var payloadLength) || payloadLength > Log.MaxPayloadOctets || footer.IsEmpty)
            return false;
        var type = footer[0];
        footer = footer[1..];
        if (!VarInt.TryRead(ref footer, out var indexLength) || indexLength > payloadLength)
            return false;
        var repeated = indexLength <= LogFooter.MaxIndexOctets ? (int)indexLength : 0;
        if (repeated > footer.Length)
            return false;
        entry = new LogFooterEntry
        {
            PayloadLength = (int)payloadLength,
            Type = type,
            IndexLength = (int)indexLength,
            Index = footer[..repeated],
        };
        footer = footer[repeated..];
        return true;
    }
}
