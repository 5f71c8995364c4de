namespace Pabal.Engine.Durability;

/// <summary>Reads the index of a record of messages, which <see cref="MessageBatch"/> or <see cref="Compaction"/> has written.</summary>
internal ref struct MessageIndexReader
{
    private readonly ReadOnlySpan<byte> index;
    private RecordReader reader;

    public MessageIndexReader(byte type, ReadOnlySpan<byte> index)
    {
        this.index = index;
        reader = new RecordReader(index);
        if (type != RecordType.Moved)
        {
            if (type == RecordType.NotedMessages)
                Notes = reader.Take(reader.ReadCount());
            Settled = reader.Take(reader.ReadCount());
            return;
        }
        SourceFile = reader.ReadCount();
        Attempt = (long)reader.ReadNumber();
    }

    /// <summary>The file that the messages were in before; zero when they are not copies.</summary>
    public int SourceFile { get; }

    /// <summary>Which attempt to copy them it was; a later one is greater.</summary>
    public long Attempt { get; }

    /// <summary>What <see cref="MessageNotes"/> has written.</summary>
    public ReadOnlySpan<byte> Notes { get; }

    /// <summary>What the same transaction has settled.</summary>
    public ReadOnlySpan<byte> Settled { get; }

    public bool TryReadRun(out MessageRun run)
    {
        run = default;
        if (reader.IsAtEnd)
            return false;
        var targetCount = reader.ReadCount();
        var from = index.Length - reader.Left;
        for (var i = 0; i < targetCount; i++)
        {
            reader.ReadNumber();
            reader.ReadNumber();
        }
        var targets = index[from..(index.Length - reader.Left)];
        var countAndFlag = reader.ReadNumber();
        var octets = (long)reader.ReadNumber();
        run = new MessageRun(targets, targetCount)
        {
            Count = (int)(countAndFlag >> 1),
            Octets = octets,
            BodyOctets = octets - (long)reader.ReadNumber(),
            Times = (countAndFlag & 1) == 0 ? default : new MessageTimes((long)reader.ReadNumber(), (long)reader.ReadNumber()),
        };
        return true;
    }
}
