using System.Runtime.InteropServices;
using Pabal.Engine.Deduplication;
using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Publishing;

/// <summary>What one publisher has for one lane of a queue, gathered over a batch. Owned by the publisher.</summary>
internal sealed class PendingQueue(IMessageLane lane)
{
    /// <summary>At this many messages the publisher hands its batch over, so that delivery starts while it goes on.</summary>
    public const int Capacity = 512;

    // A queue that may refuse messages gets them one by one, so that the publisher learns what became of each.
    private readonly int capacity = lane is QueueLane { Queue.Settings.RefusesPublishes: true } ? 1 : Capacity;
    private readonly List<MessageExtent> logged = [];
    private readonly byte priority = lane.Priority;
    private RouteTargets? alone;
    private QueueEntry[] entries = new QueueEntry[4];

    /// <summary>The targets of what goes here alone.</summary>
    public RouteTargets Alone => alone ??= new RouteTargets([this]);

    /// <summary>The lane's id in the log.</summary>
    public long Id => lane.Journal!.Id;

    /// <summary>Null when it is not a queue's.</summary>
    public string? QueueName => (lane as QueueLane)?.Queue.Name;

    /// <summary>The keys of messages that the queue took; null when it takes every message.</summary>
    public DuplicateWindow? Window { get; } = (lane as QueueLane)?.Queue.Window;

    public bool IsDurable => lane.Journal is not null;

    /// <summary>The queue may refuse what it has no room for.</summary>
    public bool MayRefuse => capacity == 1;

    /// <summary>What the queue refuses goes to its own dead-letter exchange.</summary>
    public bool DeadLettersRefused => lane is QueueLane { Queue.Settings.Overflow: Overflow.RejectPublishDeadLetter };

    /// <summary>It is for one dead letter alone, so that it is known what became of that.</summary>
    public bool IsTentative { get; private init; }

    public bool IsEmpty => Count == 0;

    public int Count { get; private set; }

    /// <summary>The number of the first message, once they were enqueued.</summary>
    public ulong FirstNumber { get; private set; }

    /// <summary>What became of the messages, once they were enqueued.</summary>
    public EnqueueResult Result { get; private set; }

    /// <summary>True when the queue has given no numbers.</summary>
    public bool HasTakenNothing => Result is EnqueueResult.Gone or EnqueueResult.Refused;

    /// <summary>True when the queue had no room for all.</summary>
    public bool HasRefused => Result is EnqueueResult.Refused or EnqueueResult.TakenInPart;

    /// <summary>The same lane, for one dead letter alone.</summary>
    public PendingQueue CreateTentative() => new(lane) { IsTentative = true };

    /// <returns>True when the batch is to be handed over.</returns>
    public bool Add(in QueueEntry entry)
    {
        if (Count == entries.Length)
            Array.Resize(ref entries, Count * 2);
        entries[Count++] = entry;
        return Count >= capacity;
    }

    /// <summary>Notes that the message which is added next is logged.</summary>
    public void AddLogged(in LoggedMessage message)
    {
        var next = (ulong)Count;
        if (logged.Count == 0 || logged[^1].End != next)
            logged.Add(new MessageExtent { First = next, End = next });
        CollectionsMarshal.AsSpan(logged)[^1].Append(message);
    }

    /// <summary>Hands the messages over: those that are to be logged get their numbers, and are handed out afterwards.</summary>
    public void Enqueue(FlushSet touched)
    {
        if (priority > 0)
        {
            foreach (ref var entry in entries.AsSpan(0, Count))
                entry.Priority = priority;
        }
        if (logged.Count == 0)
        {
            Result = lane.Publish(entries.AsSpan(0, Count), touched);
            return;
        }
        Result = lane.Enqueue(entries.AsSpan(0, Count), touched, out var first);
        FirstNumber = first;
    }

    /// <summary>When its messages come, or are due, with their numbers.</summary>
    public void CopyArrivals(List<(ulong Number, long AtMs)> arrivals)
    {
        for (var i = 0; i < Count; i++)
            arrivals.Add((FirstNumber + (ulong)i, lane.Store.Open(entries[i]).ArrivedAtMs.GetValueOrDefault()));
    }

    /// <summary>Ends the batch.</summary>
    /// <param name="from">Where its record is in the log.</param>
    /// <param name="end">Behind it.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    public void OnLogged(LogPosition from, LogPosition end, FlushSet touched)
    {
        if (logged.Count == 0)
            return;
        if (Result == EnqueueResult.Gone)
            lane.Store.Release(entries.AsSpan(0, Count));
        if (!HasTakenNothing)
        {
            var extents = CollectionsMarshal.AsSpan(logged);
            foreach (ref var extent in extents)
            {
                extent.First += FirstNumber;
                extent.End += FirstNumber;
                extent.From = from;
                extent.Length = (int)(end.Value - from.Value);
            }
            lane.OnLogged(extents, touched);
        }
    }

    /// <summary>Forgets the batch.</summary>
    public void Clear()
    {
        logged.Clear();
        Count = 0;
        Result = EnqueueResult.Taken;
    }
}
