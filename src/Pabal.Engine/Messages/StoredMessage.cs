using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pabal.Engine.Durability;
using Pabal.Storage;

namespace Pabal.Engine.Messages;

/// <summary>A view of a message in the store; valid while its reference is held.</summary>
public readonly ref struct StoredMessage
{
    private readonly SegmentStore store;
    private readonly SegmentPosition position;
    private readonly ReadOnlySpan<byte> record;
    private readonly int bodyOffset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StoredMessage(SegmentStore store, in QueueEntry entry)
    {
        this.store = store;
        position = entry.Position;
        record = store.Read(position, entry.Length);
        ref readonly var header = ref Unsafe.As<byte, RecordHeader>(ref MemoryMarshal.GetReference(record));
        bodyOffset = header.BodyOffset;
        BodyLength = header.BodyLength;
        Envelope = record.Slice(header.EnvelopeOffset, header.EnvelopeLength);
        Properties = record.Slice(header.EnvelopeOffset + header.EnvelopeLength, header.PropertiesLength);
    }

    /// <summary>When the message came, in milliseconds since 1970; null when it was not noted.</summary>
    public long? ArrivedAtMs => record[RecordHeader.ArrivalLengthOffset] == 0
        ? null
        : BinaryPrimitives.ReadInt64LittleEndian(record[RecordHeader.Size..]);

    /// <summary>When the message came, and when it expires by its own property.</summary>
    internal MessageTimes Times
    {
        get
        {
            var arrivedAtMs = ArrivedAtMs.GetValueOrDefault();
            return new MessageTimes(arrivedAtMs, MessageExpiration.Find(Properties) is { } ms ? arrivedAtMs + ms : 0);
        }
    }

    /// <summary>Exchange and routing key, each as an AMQP short string.</summary>
    public ReadOnlySpan<byte> Envelope { get; }

    /// <summary>AMQP's basic properties: the flags and the list.</summary>
    public ReadOnlySpan<byte> Properties { get; }

    public int BodyLength { get; }

    /// <summary>The body from <paramref name="at"/> on, as far as it lies in one piece; empty only at the body's end.</summary>
    public ReadOnlySpan<byte> Body(int at)
    {
        var from = bodyOffset + at;
        return from < record.Length ? record[from..] : store.Read(position, from, BodyLength - at);
    }
}
