using System.Runtime.InteropServices;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>Messages that were read from the log into memory, each with a reference.</summary>
internal sealed class LoadedMessages
{
    private readonly List<(ulong Sequence, QueueEntry Entry)> messages = [];
    private bool isOutOfOrder;

    public int Count => messages.Count;

    /// <summary>Adds a message, which may be there already.</summary>
    public void Add(ulong sequence, in QueueEntry entry)
    {
        isOutOfOrder |= messages.Count > 0 && messages[^1].Sequence >= sequence;
        messages.Add((sequence, entry));
    }

    /// <summary>Brings them in order, with one copy of each.</summary>
    /// <remarks>
    /// Publishers append in another order than they got their numbers in, and what an aborted compaction has left behind is
    /// the same as what counts.
    /// </remarks>
    public void Order(MessageStore store)
    {
        if (!isOutOfOrder)
            return;
        isOutOfOrder = false;
        messages.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        var kept = 0;
        foreach (ref var message in CollectionsMarshal.AsSpan(messages))
        {
            if (kept > 0 && messages[kept - 1].Sequence == message.Sequence)
                store.Release(message.Entry);
            else
                messages[kept++] = message;
        }
        messages.RemoveRange(kept, messages.Count - kept);
    }

    /// <summary>Moves those that are not settled.</summary>
    /// <returns>How many.</returns>
    public int MoveTo(ReadyMessages ready, SettledMessages settled)
    {
        var kept = 0;
        foreach (ref var message in CollectionsMarshal.AsSpan(messages))
        {
            if (settled.IsSettled(message.Sequence))
                messages[kept++] = message;
            else
                ready.Append(message.Sequence, [message.Entry]);
        }
        var moved = messages.Count - kept;
        messages.RemoveRange(kept, moved);
        return moved;
    }

    /// <summary>Gives up what is left.</summary>
    public void Release(MessageStore store)
    {
        foreach (var (_, entry) in messages)
            store.Release(entry);
        messages.Clear();
        isOutOfOrder = false;
    }
}
