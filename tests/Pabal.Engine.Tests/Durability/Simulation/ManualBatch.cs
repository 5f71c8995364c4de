using System.Runtime.InteropServices;
using System.Text;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Storage;
using Pabal.Wire.Amqp;

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
            records.Add([pending], entry, new LoggedMessage(entry.Length, message.Body.Length, default));
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
        var envelope = MessageEnvelope.Encode("", queue.Name);
        var properties = new BasicProperties { DeliveryMode = message.IsPersistent ? (byte)2 : (byte)1 }.Encode();
        var header = new RecordHeader
        {
            BodyLength = message.Body.Length,
            PropertiesLength = properties.Length,
            EnvelopeLength = (ushort)envelope.Length,
        };
        byte[] record = [.. MemoryMarshal.AsBytes(new ReadOnlySpan<RecordHeader>(ref header)), .. envelope, .. properties, .. Encoding.UTF8.GetBytes(message.Body)];
        var position = writer.Reserve(record.Length);
        store.Write(position, 0, record);
        store.ReturnWriter(writer);
        return new QueueEntry(position, record.Length) { Persistent = message.IsPersistent };
    }
}
