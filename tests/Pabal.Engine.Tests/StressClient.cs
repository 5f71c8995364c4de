using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests;

/// <summary>A consumer with limited credit, on a thread of its own, that checks the order of what it is given.</summary>
internal sealed class StressClient(Queue queue, StrongBox<int> settledInQueue, int credit) : IDeliveryTarget, IFlushable
{
    private readonly Lock gate = new();
    private readonly List<(Settlement Message, string Body)> given = [];
    private readonly Dictionary<string, int> latest = [];
    private Consumer? consumer;
    private int left = credit;

    public Queue Queue => queue;

    public ConcurrentQueue<string> Settled { get; } = [];

    /// <summary>First deliveries that came after a later message of the same publisher.</summary>
    public int OutOfOrder { get; private set; }

    public int SettledInQueue => Volatile.Read(ref settledInQueue.Value);

    public int TryDeliver(Consumer to, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched)
    {
        lock (gate)
        {
            var count = Math.Min(left, entries.Length);
            left -= count;
            for (var i = 0; i < count; i++)
            {
                var body = FakeTarget.BodyOf(queue.Store, entries[i]);
                if (!entries[i].Redelivered)
                    CheckOrder(body);
                given.Add((new Settlement(queue, firstSequence + (uint)i, entries[i]), body));
            }
            if (count > 0)
                touched.Add(this);
            return count;
        }
    }

    public void OnQueueDeleted(Consumer deleted) => throw new InvalidOperationException("The queue was to stay.");

    public void Flush()
    {
        // Nothing is sent: its thread looks for what came by itself.
    }

    public (Settlement Message, string Body)[] Take()
    {
        lock (gate)
        {
            var taken = given.ToArray();
            given.Clear();
            return taken;
        }
    }

    public void Subscribe(FlushSet touched)
    {
        consumer = new Consumer(queue, "tag", this);
        queue.Subscribe(consumer);
        queue.Resume(consumer, touched);
    }

    public void Resubscribe(FlushSet touched)
    {
        queue.Unsubscribe(consumer!);
        Subscribe(touched);
    }

    public void Acknowledge((Settlement Message, string Body)[] messages, FlushSet touched)
    {
        queue.Acknowledge(Array.ConvertAll(messages, message => message.Message));
        foreach (var (_, body) in messages)
            Settled.Enqueue(body);
        Interlocked.Add(ref settledInQueue.Value, messages.Length);
        GiveCredit(messages.Length, touched);
    }

    public void Return((Settlement Message, string Body)[] messages, FlushSet touched)
    {
        queue.Return(Array.ConvertAll(messages, message => message.Message), touched);
        GiveCredit(messages.Length, touched);
    }

    public void Unsubscribe(FlushSet touched)
    {
        queue.Unsubscribe(consumer!);
        var rest = Take();
        if (rest.Length > 0)
            Return(rest, touched);
    }

    private void GiveCredit(int count, FlushSet touched)
    {
        lock (gate)
            left += count;
        queue.Resume(consumer!, touched);
    }

    private void CheckOrder(string body)
    {
        var parts = body.Split(':');
        var number = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (latest.TryGetValue(parts[0], out var before) && before > number)
            OutOfOrder++;
        latest[parts[0]] = number;
    }
}
