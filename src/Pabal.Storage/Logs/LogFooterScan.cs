using System.Buffers.Binary;

namespace Pabal.Storage;

/// <summary>Reads the footers of sealed files in place of their records.</summary>
/// <param name="visitor">Receives the records, each with its index alone.</param>
/// <param name="evidence">Learns what records say of the log.</param>
internal sealed class LogFooterScan(ILogVisitor visitor, LogEvidence evidence)
{
    private byte[] buffer = [];
    private byte[] longIndex = [];

    /// <summary>Hands on what a file's footer says.</summary>
    /// <param name="file">Its header has been checked.</param>
    /// <param name="number">Its number.</param>
    /// <param name="logId">The log's.</param>
    /// <param name="damage">Learns of records whose long index can't be read.</param>
    /// <returns>Records, without the log's own; -1 when there is no good footer, and then nothing was handed on.</returns>
    /// <exception cref="IOException">The device failed.</exception>
    public long Read(IStorageFile file, int number, long logId, List<LogDamage> damage)
    {
        var sealStart = new LogPosition(number, Math.Max(0, file.Length - LogRecordHeader.SealLength));
        if (!TryReadRecord(file, sealStart, sealStart.Offset + LogRecordHeader.SealLength, logId, LogRecordHeader.Seal, out var seal, out var payload)
            || payload.Length != sizeof(uint))
        {
            return -1;
        }
        var start = new LogPosition(number, BinaryPrimitives.ReadUInt32LittleEndian(payload));
        if (!TryReadRecord(file, start, sealStart.Offset, logId, LogRecordHeader.Footer, out _, out payload)
            || !Covers(payload, start.Offset))
        {
            return -1;
        }
        evidence.NoteSynced(seal.SyncedEnd);
        return HandOn(file, payload, number, logId, damage);
    }

    private bool TryReadRecord(
        IStorageFile file, LogPosition start, long end, long logId, byte type, out LogRecordHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        var length = end - start.Offset;
        if (length < LogRecordHeader.Length || length > LogRecordHeader.RecordLength(Log.MaxPayloadOctets))
            return false;
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>((int)length);
        var octets = buffer.AsSpan(0, (int)length);
        if (file.ReadFully(start.Offset, octets) < length
            || !LogRecordHeader.TryRead(octets, logId, start, out header)
            || header.Type != type
            || LogRecordHeader.RecordLength(header.PayloadLength) != length)
        {
            return false;
        }
        payload = octets.Slice(LogRecordHeader.Length, header.PayloadLength);
        return Crc32C.Compute(payload) == header.PayloadCrc;
    }

    // Before anything is handed on: the lengths lead from the first record to the footer.
    private static bool Covers(ReadOnlySpan<byte> footer, long footerStart)
    {
        long offset = LogFileHeader.Length;
        while (!footer.IsEmpty)
        {
            if (!LogFooterEntry.TryRead(ref footer, out var entry))
                return false;
            offset += LogRecordHeader.RecordLength(entry.PayloadLength);
        }
        return offset == footerStart;
    }

    private long HandOn(IStorageFile file, ReadOnlySpan<byte> footer, int number, long logId, List<LogDamage> damage)
    {
        var records = 0L;
        var start = new LogPosition(number, LogFileHeader.Length);
        while (LogFooterEntry.TryRead(ref footer, out var entry))
        {
            var index = entry.Index;
            var isWhole = entry.HasIndex || TryReadLongIndex(file, start, entry, logId, out index);
            if (!isWhole)
                damage.Add(new LogDamage(start, "the record's payload is not what was appended"));
            var record = new LogRecord(start, entry.Type, entry.PayloadLength, entry.IndexLength, isWhole, IsBehindGap: false);
            visitor.OnRecord(record, index);
            if (entry.Type == LogRecordHeader.Files)
                evidence.NoteFileSet(index, number);
            else
                records++;
            start = new LogPosition(number, start.Offset + LogRecordHeader.RecordLength(entry.PayloadLength));
        }
        return records;
    }

    private bool TryReadLongIndex(
        IStorageFile file, LogPosition start, scoped in LogFooterEntry entry, long logId, out ReadOnlySpan<byte> index)
    {
        index = default;
        var length = (int)LogRecordHeader.RecordLength(entry.PayloadLength);
        if (longIndex.Length < length)
            longIndex = GC.AllocateUninitializedArray<byte>(length);
        var octets = longIndex.AsSpan(0, length);
        if (file.ReadFully(start.Offset, octets) < length
            || !LogRecordHeader.TryRead(octets, logId, start, out var header)
            || header.PayloadLength != entry.PayloadLength
            || header.IndexLength != entry.IndexLength)
        {
            return false;
        }
        var payload = octets.Slice(LogRecordHeader.Length, header.PayloadLength);
        index = payload[..header.IndexLength];
        return Crc32C.Compute(payload) == header.PayloadCrc;
    }
}
