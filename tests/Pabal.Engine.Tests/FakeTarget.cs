using System.Text;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests;

/// <summary>Takes deliveries as far as its credit goes, and remembers them in order.</summary>
internal sealed class FakeTarget(int credit = int.MaxValue) : IDeliveryTarget, IFlushable
{
    private readonly Lock gate = new();
    private readonly List<Delivered> deliveries = [];

    /// <summary>How many more messages it takes.</summary>
    public int Credit { get; private set; } = credit;

    public int Flushes { get; private set; }

    /// <summary>How often it was told that its queue is gone.</summary>
    public int QueueDeletions { get; private set; }

    public Delivered[] Deliveries
    {
        get
        {
            lock (gate)
                return [.. deliveries];
        }
    }

    public string[] Bodies => Array.ConvertAll(Deliveries, delivery => delivery.Body);

    public int TryDeliver(Consumer consumer, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched)
    {
        lock (gate)
        {
            var count = Math.Min(Credit, entries.Length);
            for (var i = 0; i < count; i++)
            {
                var settlement = new Settlement(consumer.Queue, firstSequence + (uint)i, entries[i]);
                deliveries.Add(new Delivered(settlement, BodyOf(consumer.Queue.Store, entries[i])));
            }
            Credit -= count;
            if (count > 0)
                touched.Add(this);
            return count;
        }
    }

    public void OnQueueDeleted(Consumer consumer) => QueueDeletions++;

    public void Flush() => Flushes++;

    public void AddCredit(int more)
    {
        lock (gate)
            Credit += more;
    }

    /// <summary>Takes out what was delivered so far.</summary>
    public Settlement[] TakeSettlements()
    {
        lock (gate)
        {
            var taken = deliveries.ConvertAll(delivery => delivery.Settlement).ToArray();
            deliveries.Clear();
            return taken;
        }
    }

    public static string BodyOf(MessageStore store, in QueueEntry entry)
    {
        var message = store.Open(entry);
        var body = new byte[message.BodyLength];
        for (var at = 0; at < body.Length;)
        {
            var piece = message.Body(at);
            piece.CopyTo(body.AsSpan(at));
            at += piece.Length;
        }
        return Encoding.UTF8.GetString(body);
    }
}

internal readonly record struct Delivered(Settlement Settlement, string Body)
{
    public bool Redelivered => Settlement.Entry.Redelivered;
}
