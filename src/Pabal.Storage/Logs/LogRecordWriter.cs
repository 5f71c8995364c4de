using System.Buffers.Binary;

namespace Pabal.Storage;

/// <summary>Puts records together, one behind the other, in one file after the other. Guarded by the tail's gate.</summary>
internal sealed class LogRecordWriter
{
    private readonly LogDirectory directory;
    private readonly LogProgress progress;
    private readonly LogFooter footer;
    private readonly LogBlocks blocks;
    private readonly int fileOctets;

    /// <param name="directory">All files.</param>
    /// <param name="file">The one that is appended to.</param>
    /// <param name="footer">What is in that file already.</param>
    /// <param name="blocks">Where records wait to be written.</param>
    /// <param name="progress">How far they have been written.</param>
    /// <param name="fileOctets">How long files are.</param>
    public LogRecordWriter(
        LogDirectory directory, LogFile file, LogFooter footer, LogBlocks blocks, LogProgress progress, int fileOctets)
    {
        this.directory = directory;
        this.footer = footer;
        this.blocks = blocks;
        this.progress = progress;
        this.fileOctets = fileOctets;
        File = file;
    }

    /// <summary>The file that is appended to.</summary>
    public LogFile File { get; private set; }

    /// <summary>Appends a record, to the next file when this one is full.</summary>
    /// <returns>Where it begins.</returns>
    public LogPosition Append(in LogAppend record, int payloadLength, uint crc)
    {
        var length = LogRecordHeader.RecordLength(payloadLength);
        if (!File.IsEmpty && !HasRoomFor(length, record.Index.Length))
            Roll();
        if (File.IsEmpty)
            Begin(length + LogFooter.MaxEntryOctets(record.Index.Length));
        return Write(record, payloadLength, crc);
    }

    /// <summary>Appends a record of what files there are.</summary>
    public void AppendFileSet()
    {
        var set = FileSet();
        Append(new LogAppend { Type = LogRecordHeader.Files, Index = set }, set.Length, Crc32C.Compute(set));
    }

    /// <summary>Appends a record of what files there are, to this file.</summary>
    /// <returns>False when there is no room for it.</returns>
    public bool TryAppendFileSetHere()
    {
        var set = FileSet();
        var hasRoom = HasRoomFor(LogRecordHeader.RecordLength(set.Length), set.Length);
        if (hasRoom)
            WriteFileSet(set);
        return hasRoom;
    }

    private byte[] FileSet() => LogFileSet.Of(directory.Numbers()).ToArray();

    private bool HasRoomFor(long recordLength, int indexLength) =>
        File.HasRoomFor(recordLength + LogFooter.MaxEntryOctets(indexLength) + footer.SealedLength);

    private void Roll()
    {
        Span<byte> footerOffset = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(footerOffset, (uint)File.Octets);
        footer.MoveTo(blocks, File, directory.LogId, progress.SyncedEnd);
        Pad();
        var seal = new LogAppend { Type = LogRecordHeader.Seal, Index = footerOffset };
        WriteOctets(seal, footerOffset.Length, Crc32C.Compute(footerOffset));
        blocks.EndFile();
        File = directory.Add(File.Number + 1, fileOctets);
    }

    private void Begin(long wanted)
    {
        WriteFileSet(FileSet());
        File.Reserve(File.Octets + wanted + footer.SealedLength);
    }

    private void WriteFileSet(byte[] set) =>
        Write(new LogAppend { Type = LogRecordHeader.Files, Index = set }, set.Length, Crc32C.Compute(set));

    private LogPosition Write(in LogAppend record, int payloadLength, uint crc)
    {
        var start = File.End;
        WriteOctets(record, payloadLength, crc);
        footer.Add(record.Type, payloadLength, record.Index);
        return start;
    }

    private void WriteOctets(in LogAppend record, int payloadLength, uint crc)
    {
        var length = LogRecordHeader.RecordLength(payloadLength);
        var header = new LogRecordHeader(payloadLength, record.Index.Length, crc, progress.SyncedEnd, record.Type);
        if (length > LogBlock.Size)
        {
            WriteParted(record, header);
            return;
        }
        var start = File.End;
        var place = blocks.Add(File, (int)length);
        header.Write(place, directory.LogId, start);
        record.CopyTo(place[LogRecordHeader.Length..]);
        place[(LogRecordHeader.Length + payloadLength)..].Clear();
    }

    private void WriteParted(in LogAppend record, in LogRecordHeader header)
    {
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        header.Write(octets, directory.LogId, File.End);
        blocks.Add(File, octets);
        blocks.Add(File, record.Index);
        blocks.Add(File, record.Octets);
        foreach (var run in new SegmentRuns(record.Body))
            blocks.Add(File, record.Store!, run);
        Pad();
    }

    private void Pad()
    {
        ReadOnlySpan<byte> zeros = [0, 0, 0, 0, 0, 0, 0];
        blocks.Add(File, zeros[..(int)(-File.Octets & 7)]);
    }
}
