using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What a publisher does at once with a batch for one queue, step by step.</summary>
internal sealed class ManualBatch(DrivenBroker broker, Queue queue)
{
    private readonly List<ModelMessage> messages = [];
    private readonly PendingQueue pending = new(queue.LaneFor(0));
    private readonly MessageBatch records = new(broker.Journal, broker.Broker.Store.Segments);

    public Queue Queue => queue;

    public LogPosition From { get; private set; }

    public LogPosition End { get; private set; }

    public void Add(ModelMessage message)
    {
        var entry = Store(message);
        if (message.IsPersistent)
            records.Add([pending], entry);
        else
            records.EndRun();
        pending.Add(entry);
        messages.Add(message);
    }

    public void Enqueue(FlushSet touched)
    {
        records.Hold();
        pending.Enqueue(touched);
    }

    public void Append()
    {
        if (records.IsEmpty)
            return;
        if (!records.TryAppend(out var from, out var end))
            return;
        (From, End) = (from, end);
        foreach (var message in messages)
            message.PublishedAt = LogMark.Of(end);
    }

    public void OnLogged(FlushSet touched)
    {
        pending.OnLogged(From, End, touched);
        pending.Clear();
    }

    private QueueEntry Store(ModelMessage message)
    {
        var store = broker.Broker.Store.Segments;
        var writer = store.RentWriter();
        var record = new byte[RecordHeader.Size + message.Body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(record, message.Body.Length);
        System.Text.Encoding.UTF8.GetBytes(message.Body, record.AsSpan(RecordHeader.Size));
        var position = writer.Reserve(record.Length);
        store.Write(position, 0, record);
        store.ReturnWriter(writer);
        return new QueueEntry(position, record.Length) { Persistent = message.IsPersistent };
    }
}
