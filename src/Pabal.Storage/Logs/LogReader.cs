namespace Pabal.Storage;

/// <summary>Reads durable records of an open log, whatever else happens to it. Thread-safe.</summary>
internal sealed class LogReader(LogDirectory directory, LogProgress progress)
{
    public void Read(LogPosition position, Span<byte> destination)
    {
        ThrowIfNotDurable(position.Value + destination.Length);
        directory.Read(position, destination);
    }

    public ReadOnlySpan<byte> ReadRecord(LogPosition start, ref byte[] buffer)
    {
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        Read(start, octets);
        var header = ReadHeader(octets, start);
        if (buffer.Length < header.PayloadLength)
            buffer = GC.AllocateUninitializedArray<byte>(header.PayloadLength);
        var payload = buffer.AsSpan(0, header.PayloadLength);
        Read(new LogPosition(start.Value + LogRecordHeader.Length), payload);
        CheckPayload(header, payload, start);
        return payload;
    }

    public int ReadRecords(LogPosition from, LogPosition to, ref byte[] buffer, ILogRecords receiver)
    {
        ThrowIfNotDurable(to.Value);
        if (from.File != to.File || from > to)
            throw new ArgumentException($"{from} to {to} is not a region of one file.", nameof(to));
        if (buffer.Length < LogRecordHeader.Length)
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(to.Value - from.Value + LogRecordHeader.Length, LogBlock.Size));
        var records = 0;
        for (var filled = 0; from < to;)
        {
            var rest = to.Value - from.Value;
            var wanted = (int)Math.Min(buffer.Length, rest);
            directory.Read(new LogPosition(from.Value + filled), buffer.AsSpan(filled, wanted - filled));
            var used = HandOn(buffer.AsSpan(0, wanted), from, rest, receiver, ref records, out var needed);
            from = new LogPosition(from.Value + used);
            filled = wanted - used;
            Move(ref buffer, used, filled, needed);
        }
        return records;
    }

    // Hands on the whole records of a piece; the last one may continue behind it.
    private int HandOn(
        ReadOnlySpan<byte> piece, LogPosition from, long rest, ILogRecords receiver, ref int records, out int needed)
    {
        var used = 0;
        needed = LogRecordHeader.Length;
        while (piece.Length - used >= LogRecordHeader.Length || piece.Length == rest)
        {
            if (used == rest)
                break;
            var start = new LogPosition(from.Value + used);
            var header = ReadHeader(piece[used..], start);
            var length = LogRecordHeader.RecordLength(header.PayloadLength);
            if (used + length > rest)
                throw Damage(start, "the record does not end in the region that is read");
            if (used + length > piece.Length)
            {
                needed = (int)length;
                break;
            }
            var payload = piece.Slice(used + LogRecordHeader.Length, header.PayloadLength);
            CheckPayload(header, payload, start);
            used += (int)length;
            if (LogRecordHeader.IsLogsOwn(header.Type))
                continue;
            receiver.OnRecord(header.Type, start, payload[..header.IndexLength], payload[header.IndexLength..]);
            records++;
        }
        return used;
    }

    private static void Move(ref byte[] buffer, int used, int filled, int needed)
    {
        var left = buffer.AsSpan(used, filled);
        if (buffer.Length < needed)
            buffer = GC.AllocateUninitializedArray<byte>(needed);
        left.CopyTo(buffer);
    }

    private LogRecordHeader ReadHeader(ReadOnlySpan<byte> octets, LogPosition start) =>
        LogRecordHeader.TryRead(octets, directory.LogId, start, out var header)
            ? header
            : throw Damage(start, "no record begins here");

    private static void CheckPayload(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition start)
    {
        if (Crc32C.Compute(payload) != header.PayloadCrc)
            throw Damage(start, "the record's payload is not what was appended");
    }

    private static LogDamageException Damage(LogPosition start, string problem) => new([new LogDamage(start, problem)]);

    private void ThrowIfNotDurable(long end)
    {
        if (new LogPosition(end) > progress.DurableEnd)
            throw new IOException($"{new LogPosition(end)} is not durable yet.");
    }
}
