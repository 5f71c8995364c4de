using System.Globalization;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Publishers that overtake each other between getting their numbers, appending, and saying where their messages are.</summary>
internal sealed class InterleavedPublishers(DrivenBroker broker, BrokerModel model, Random random)
{
    private readonly FlushSet touched = new();

    public void Run()
    {
        var queues = broker.Topology.Queues.Values.Where(queue => queue.Journal is not null).ToArray();
        if (queues.Length == 0)
            return;
        var batches = Enumerable.Range(0, random.Next(2, 4)).Select(_ => new Batch(broker, queues[random.Next(queues.Length)])).ToArray();
        foreach (var batch in batches)
            Enqueue(batch);
        random.Shuffle(batches);
        foreach (var batch in batches)
        {
            batch.Append();
            Disturb();
        }
        random.Shuffle(batches);
        foreach (var batch in batches)
        {
            batch.Pending.OnLogged(batch.From, batch.End, touched);
            batch.Pending.Clear();
            Disturb();
        }
        touched.Flush();
    }

    private void Enqueue(Batch batch)
    {
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            var message = new ModelMessage((++model.LastBody).ToString(CultureInfo.InvariantCulture), isPersistent: random.Next(6) > 0);
            model.Queues[batch.Queue.Journal!.Id].Add(message);
            batch.Add(message);
        }
        batch.Records.Hold();
        batch.Pending.Enqueue(touched);
    }

    private void Disturb()
    {
        if (random.Next(4) == 0)
            broker.Keep();
        for (var steps = random.Next(3); steps > 0; steps--)
            broker.Step();
    }

    private sealed class Batch(DrivenBroker broker, Queue queue)
    {
        private readonly List<ModelMessage> messages = [];

        public Queue Queue => queue;

        public PendingQueue Pending { get; } = new(queue);

        public MessageBatch Records { get; } = new(broker.Journal, broker.Broker.Store.Segments);

        public LogPosition From { get; private set; }

        public LogPosition End { get; private set; }

        public void Add(ModelMessage message)
        {
            var entry = Store(message);
            if (message.IsPersistent)
                Records.Add([Pending], entry);
            else
                Records.EndRun();
            Pending.Add(entry);
            messages.Add(message);
        }

        public void Append()
        {
            if (Records.IsEmpty)
                return;
            if (!Records.TryAppend(out var from, out var end))
                return;
            (From, End) = (from, end);
            foreach (var message in messages)
                message.PublishedAt = LogMark.Of(end);
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
}
